/// The commands between new specs and a running stack.
public struct NextSteps: Sendable {
    /// The commands, in order.
    public let commands: [String]

    /// Steps for specs in a directory.
    ///
    /// - Parameters:
    ///   - directory: an absolute path.
    ///   - isRepo: whether it is in a git repo already.
    ///   - bundles: bundles to activate.
    ///   - repos: directories in which people work, by the names of their repos.
    ///   - envFiles: files `env/NAME.env` below the directory.
    ///   - environment: names of the variables in a file `.env` to commit; nil where there is none.
    ///   - isIgnored: whether a `.gitignore` keeps that file out.
    public init(
        directory: String,
        isRepo: Bool,
        bundles: [String],
        repos: [String: String] = [:],
        envFiles: [String] = [],
        environment: [String]? = nil,
        isIgnored: Bool = false
    ) {
        let place = ShellWord.quote(directory)
        var commands = isRepo ? [] : ["git -C \(place) init -q"]
        var adding = ""
        if let environment {
            let file = SpecSources.environmentFile
            let names = environment.isEmpty ? "no value" : environment.joined(separator: ", ")
            commands.append(
                "# look first: \(file) is committed too, and all who read the specs read it. It has \(names)"
            )
            // People often have git ignore such files, and without it the specs would have no variables.
            if isIgnored { commands.append("# a .gitignore leaves \(file) out, so it is added with -f") }
            adding = "git -C \(place) add \(isIgnored ? "-f " : "")\(file) && "
        }
        commands.append("git -C \(place) add . && \(adding)git -C \(place) commit -qm 'Begin'")
        let flags = bundles.map { " --bundle \(ShellWord.quote($0))" }.joined()
        commands.append("dusty setup --specs-repo \(place)\(flags)")
        commands += repos.sorted { $0.key < $1.key }.map { name, place in
            "dusty repos override \(ShellWord.quote(name)) \(ShellWord.quote(place))"
        }
        commands += envFiles.map { file in
            let name = (file.parts(at: "/").last ?? file).dropLast(".env".count)
            return "dusty env set \(ShellWord.quote(String(name))) --file \(ShellWord.quote("\(directory)/\(file)"))"
        }
        self.commands = commands + ["dusty up"]
    }
}
