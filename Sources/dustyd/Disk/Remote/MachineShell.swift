import DustyCore

/// Runs scripts of ours on a machine with the rights that containers' files ask for: as root where Dusty logs in as root, else as root in a
/// short-lived container, which the engine gives to everybody who may use it.
struct MachineShell: Sendable {
    /// How a script becomes root.
    enum Way: Sendable, Equatable {
        case login
        /// In a container of this name that sees nothing but the stack's tree, at the same path.
        case container(String)
        /// In a container of this name with the programs of the machine, and all of its files.
        case host(String)
    }

    /// Where the machine's own files are in a container that sees them.
    private static let mount = "/machine"

    /// Docker's own word for a container that never ran, or that it lost.
    private static let lost: Int32 = 125

    let connection: SSHConnection
    let runner: any CommandRunner
    /// Variables for the `docker` program of this host, which speaks to the machine's engine.
    let environment: [String: String]
    /// An image with a shell and coreutils.
    let image: String

    var root: String { connection.root }

    /// The way that is always there.
    var way: Way { connection.record.isRoot ? .login : .container(Self.name()) }

    /// A name for one container.
    static func name() -> String { "dusty-disk-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))" }

    /// What runs a script there; with `takesInput` it reads what the command is given.
    func command(_ script: Script, _ arguments: [String], by way: Way, takesInput: Bool = false) -> Command {
        switch way {
        case .login:
            return connection.commands.client(RemoteCommand.script(script, arguments), takesInput: takesInput)
        case .container(let name):
            let options = ["--volume=\(root):\(root)", "--entrypoint=sh"]
            return container(name, options, Array(script.words(arguments).dropFirst()), takesInput: takesInput)
        case .host(let name):
            let options = ["--volume=/:\(Self.mount)", "--entrypoint=chroot"]
            // By its path: a busybox that is asked for `sh` stays itself, and its programs with it.
            let words = [Self.mount, "/bin/sh"] + script.words(arguments).dropFirst()
            return container(name, options, words, takesInput: takesInput)
        }
    }

    private func container(_ name: String, _ options: [String], _ words: [String], takesInput: Bool) -> Command {
        // Without a log of its own: the engine would keep all that goes through.
        let run = [
            "run", "--rm", "--quiet", "--name=\(name)", "--log-driver=none", "--network=none", "--user=0:0",
            "--security-opt=label=disable",
        ]
        return Command(
            program: "docker",
            arguments: run + options + (takesInput ? ["--interactive"] : []) + [image] + words,
            environment: environment
        )
    }

    /// Runs a script to its end, for so long at most. Throws `DustyError` `.unavailable` when the connection is lost meanwhile.
    func run(_ script: Script, _ arguments: [String] = [], within time: Duration) async throws -> CommandResult {
        try await run(script, arguments, by: way, within: time)
    }

    /// Runs a script to its end in a certain way.
    func run(
        _ script: Script,
        _ arguments: [String] = [],
        by way: Way,
        within time: Duration
    ) async throws -> CommandResult {
        if way == .login { return try await connection.run(script, arguments, within: time) }
        try await connection.checkConnected()
        let command = command(script, arguments, by: way)
        let result = try await connection.gate.pass {
            try await withDeadline(time) { try await runner.run(command) { _ in } }
        }
        guard let result else {
            await end(way)
            throw DustyError(.unavailable, "the engine of \(connection.record.target) did not answer within \(time)")
        }
        if result.status == Self.lost { throw engineFailure(result.lastWords()) }
        return result
    }

    /// Runs a script whose input or output is passed on. Whatever ends it early ends it there as well.
    func stream(
        by way: Way,
        _ body: (Way) async throws -> CommandResult
    ) async throws -> CommandResult {
        let ending: CommandResult
        do {
            ending = try await body(way)
        } catch {
            await end(way)
            throw error
        }
        switch way {
        case .login where ending.status == 255:
            throw SSHFailure(ending, target: connection.record.target, machine: connection.record.name).error
        case .container where ending.status == Self.lost, .host where ending.status == Self.lost:
            await end(way)
            throw engineFailure(ending.complaints.suffix(3).joined(separator: "\n"))
        case .login, .container, .host: return ending
        }
    }

    /// Ends a container whose client was ended, in a task of its own because that of the caller may be cancelled.
    private func end(_ way: Way) async {
        let name: String
        switch way {
        case .login: return
        case .container(let container), .host(let container): name = container
        }
        let command = Command(program: "docker", arguments: ["rm", "--force", name], environment: environment)
        await Task { [runner] in
            _ = try? await withDeadline(.seconds(10)) { try await runner.run(command) { _ in } }
        }.value
    }

    private func engineFailure(_ words: String) -> DustyError {
        DustyError(
            .unavailable,
            "the engine of \(connection.record.target) cannot run a container of \(image) as root, which is needed because "
                + "\(connection.record.target.user) may not read what containers wrote: \(words)",
            hint: "`dusty doctor` looks closer"
        )
    }
}
