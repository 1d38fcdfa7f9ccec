import ArgumentParser
import DustyCore
import Essentials

/// Options of commands that run a program in a container.
struct ProgramOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "User in the container, a name or uid:gid; its own when absent.")
    var user: String?

    @Option(
        name: [.customShort("e"), .customLong("env")],
        help: ArgumentHelp(
            "A variable for the command, or the name of one that has the value it has here; may be repeated.",
            valueName: "name=value"
        )
    )
    var variables: [String] = []

    @Option(name: .shortAndLong, help: "Directory in the container that the command begins in.")
    var workdir: String?

    @Flag(
        name: [.customShort("T"), .customLong("no-tty")],
        help: "Give the command no terminal, even if there is one."
    )
    var noTTY = false

    @Flag(name: [.customShort("i"), .customShort("t")], help: .hidden)
    var isInteractive = false

    /// The request to run a command that is written behind a name, with these options.
    func request(_ name: String, _ command: [String]) throws -> ExecRequest {
        let words = command.first == "--" ? Array(command.dropFirst()) : command
        return ExecRequest(
            name: name,
            arguments: words,
            user: user,
            environment: try variables.compactMap(Self.assignment),
            directory: workdir
        )
    }

    /// Whether anything is asked for that a daemon without the feature would ignore.
    var needsFeature: Bool { !variables.isEmpty || workdir != nil }

    /// As Compose reads it: a name without a value means the caller's own, and nothing where there is none.
    private static func assignment(_ text: String) throws -> String? {
        guard let first = text.first, first != "=" else {
            throw ValidationError("-e takes NAME=VALUE or NAME, not `\(text)`")
        }
        if text.contains("=") { return text }
        return ProcessInfo.processInfo.environment[text].map { "\(text)=\($0)" }
    }
}
