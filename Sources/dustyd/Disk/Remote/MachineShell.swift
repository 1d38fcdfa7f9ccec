import DustyCore

/// Runs our scripts on a machine with the rights that containers' files require: as root if Dusty logs in as root, else
/// as root in a short-lived container, which the engine gives to everyone who may use it.
struct MachineShell: Shell {
    /// How a script becomes root.
    enum Way: Sendable, Equatable {
        case login
        /// In a container that sees only the stack's tree, at the same path.
        case container
        /// In a container with the machine's programs and all of its files.
        case host
    }

    /// Where the machine's own files are in a container that sees them.
    private static let mount = "/machine"

    /// Docker's own exit code for a container that never ran, or that it lost.
    private static let lost: Int32 = 125

    let connection: SSHConnection
    let runner: any CommandRunner
    /// Variables for this host's `docker` program, which talks to the machine's engine.
    let environment: [String: String]
    /// An image with a shell and coreutils.
    let image: String
    let way: Way

    /// Without a given way, by the one that always exists.
    init(
        connection: SSHConnection,
        runner: any CommandRunner,
        environment: [String: String],
        image: String,
        way: Way? = nil
    ) {
        self.connection = connection
        self.runner = runner
        self.environment = environment
        self.image = image
        self.way = way ?? (connection.record.isRoot ? .login : .container)
    }

    var root: String { connection.root }

    /// The same in a given way.
    func by(_ way: Way) -> MachineShell {
        MachineShell(connection: connection, runner: runner, environment: environment, image: image, way: way)
    }

    func run(_ script: Script, _ arguments: [String], within time: Duration) async throws -> CommandResult {
        guard way != .login else { return try await connection.run(script, arguments, within: time) }
        try await connection.checkConnected()
        return try await inContainer(script, arguments) { command in
            let result = try await connection.gate.pass {
                try await withDeadline(time) { try await runner.run(command) { _ in } }
            }
            if let result { return result }
            throw DustyError(.unavailable, "the engine of \(connection.record.target) did not answer within \(time)")
        }
    }

    func read(
        _ script: Script,
        _ arguments: [String],
        each: ([UInt8]) async throws -> Void
    ) async throws -> CommandResult {
        guard way != .login else { return try await connection.read(script, arguments, each: each) }
        return try await inContainer(script, arguments) { try await runner.read($0, each: each) }
    }

    func write(
        to script: Script,
        _ arguments: [String],
        _ next: () async throws -> [UInt8]?
    ) async throws -> CommandResult {
        guard way != .login else { return try await connection.write(to: script, arguments, next) }
        return try await inContainer(script, arguments, takesInput: true) { try await runner.write(to: $0, next) }
    }

    /// Whatever ends a script early must end its container too.
    private func inContainer(
        _ script: Script,
        _ arguments: [String],
        takesInput: Bool = false,
        _ body: (Command) async throws -> CommandResult
    ) async throws -> CommandResult {
        let name = "dusty-disk-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        let result: CommandResult
        do { result = try await body(container(name, script, arguments, takesInput: takesInput)) } catch {
            await end(name)
            throw error
        }
        guard result.status == Self.lost else { return result }
        await end(name)
        throw DustyError(
            .unavailable,
            "the engine of \(connection.record.target) cannot run a container of \(image) as root, which is needed because "
                + "\(connection.record.target.user) may not read what containers wrote: \(result.lastWords(lines: 3))",
            hint: "`dusty doctor` looks closer"
        )
    }

    /// The command that runs a script in a container; with `takesInput` it reads what the command is given.
    func container(_ name: String, _ script: Script, _ arguments: [String], takesInput: Bool = false) -> Command {
        // Without a log: the engine would store all streamed data.
        var run = [
            "run", "--rm", "--quiet", "--name=\(name)", "--log-driver=none", "--network=none", "--user=0:0",
            "--security-opt=label=disable",
        ]
        var words = Array(script.words(arguments).dropFirst())
        if way == .host {
            run += ["--volume=/:\(Self.mount)", "--entrypoint=chroot"]
            // By its path: a busybox that is called as `sh` stays busybox, with its programs.
            words = [Self.mount, "/bin/sh"] + words
        } else {
            run += ["--volume=\(root):\(root)", "--entrypoint=sh"]
        }
        if takesInput { run.append("--interactive") }
        return Command(program: "docker", arguments: run + [image] + words, environment: environment)
    }

    /// Ends a container whose client was ended, in a separate task because the caller's may be cancelled.
    private func end(_ name: String) async {
        let command = Command(program: "docker", arguments: ["rm", "--force", name], environment: environment)
        await Task { [runner] in
            _ = try? await withDeadline(.seconds(10)) { try await runner.run(command) { _ in } }
        }.value
    }
}
