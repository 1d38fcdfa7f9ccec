/// The Compose that is installed, and what it understands.
struct ComposeProgram: Sendable, Equatable {
    /// Program to run.
    var program: String
    /// Arguments that come before everything else.
    var leading: [String]
    /// Its version's first two numbers.
    var major: Int
    var minor: Int

    /// Ways to run Compose, best first.
    static let candidates: [(program: String, leading: [String])] = [("docker", ["compose"]), ("docker-compose", [])]

    /// The program behind what `version --short` printed, such as `2.26.1-4` or `v2.40.0`; nil when that is no version.
    init?(program: String, leading: [String], version: String) {
        let words = version.split(whereSeparator: \.isNewline).last ?? ""
        let numbers = words.drop { !$0.isNumber }.split(separator: ".").map { $0.prefix { $0.isNumber } }
        guard numbers.count >= 2, let major = Int(numbers[0]), let minor = Int(numbers[1]) else { return nil }
        self.program = program
        self.leading = leading
        self.major = major
        self.minor = minor
    }

    /// Whether it is the current generation, which finds a project's containers without a file.
    var isCurrent: Bool { major >= 2 }

    /// Whether it knows the options that every call is made with: before that they had other names.
    var isUsable: Bool { (major, minor) >= (1, 28) }

    /// Options that concern every subcommand.
    func options(_ project: ComposeProject, withFile: Bool = true) -> [String] {
        var options = leading + ["--ansi", "never"]
        // Before that the option belonged to single subcommands.
        if (major, minor) >= (2, 19) { options += ["--progress", "plain"] }
        options += ["--project-name", project.name]
        if withFile {
            options += ["--project-directory", AtomicFile.parent(of: project.file), "--file", project.file]
        }
        return options
    }
}
