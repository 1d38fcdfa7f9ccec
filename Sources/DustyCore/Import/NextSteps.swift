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
    ///   - hasEnvironment: whether there is a file `.env` to commit.
    public init(
        directory: String,
        isRepo: Bool,
        bundles: [String],
        repos: [String: String] = [:],
        envFiles: [String] = [],
        hasEnvironment: Bool = false
    ) {
        let place = ShellWord.quote(directory)
        var commands = isRepo ? [] : ["git -C \(place) init -q"]
        // People often have git ignore such files, and without it the specs would have no variables.
        let environment = hasEnvironment ? "git -C \(place) add -f \(SpecSources.environmentFile) && " : ""
        commands.append("git -C \(place) add . && \(environment)git -C \(place) commit -qm 'Begin'")
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
