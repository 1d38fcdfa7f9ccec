import CLibrary
import DustyCore
import Logging
import ServiceLifecycle

/// The one SSH connection to a machine: kept open, reopened when it breaks. Everything that happens there goes through
/// it.
actor SSHConnection: Service {
    /// What the machine reported when the connection was opened.
    struct Greeting: Sendable, Equatable {
        /// Address of the machine at which the connection arrived.
        var address: String?
        /// Whether that is the address we connected to, so that nothing translates addresses in between.
        var isDirect: Bool
    }

    /// How long opening a connection may take; a slower one hangs.
    private static let patience = Duration.seconds(20)

    nonisolated let record: MachineRecord
    nonisolated let commands: SSHCommands
    /// Directory there under which this stack has its tree.
    nonisolated let root: String
    nonisolated let runner: any CommandRunner
    nonisolated let gate = SessionGate(width: 8)
    nonisolated let clock: @Sendable () -> Timestamp
    private nonisolated let logger: Logger
    /// Whether the machine is switched off, so that trying is pointless.
    private nonisolated let isOff: @Sendable () async -> Bool
    private var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    private var nextListener = 0
    private var forwards: [PortForward]
    private var nap: Task<Void, Never>?
    private(set) var state: ConnectionState
    private(set) var greeting: Greeting?

    init(
        record: MachineRecord,
        places: SSHPlaces,
        root: String,
        runner: any CommandRunner,
        logger: Logger,
        clock: @escaping @Sendable () -> Timestamp,
        isOff: @escaping @Sendable () async -> Bool = { false }
    ) {
        self.record = record
        self.root = root
        self.runner = runner
        self.logger = logger
        self.clock = clock
        self.isOff = isOff
        commands = SSHCommands(target: record.target, places: places, engineSocket: record.engineSocket)
        state = ConnectionState(since: clock())
        forwards = PortForward.read(places.forwards)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await self.keep() }
    }

    /// Keeps the connection until cancelled.
    private func keep() async {
        while !Task.isCancelled {
            do {
                if await isOff() { throw SSHFailureError.off(record.name) }
                try await hold()
            } catch let error as SSHFailureError {
                lost(error.error, isLasting: error.isLasting)
            } catch let error as DustyError {
                lost(error, isLasting: false)
            } catch {
                guard !Task.isCancelled else { break }
                lost(DustyError(.unavailable, "\(error)"), isLasting: false)
            }
            await rest(state.pause)
        }
        clear()
    }

    /// Waits this long, or until woken.
    private func rest(_ time: Duration) async {
        let nap = Task { _ = try? await Task.sleep(for: time) }
        self.nap = nap
        await withTaskCancellationHandler {
            await nap.value
        } onCancel: {
            nap.cancel()
        }
    }

    /// Opens the connection and holds it until it ends, which is an error.
    private func hold() async throws {
        try commands.places.prepare()
        await endLeftOver()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let result = try await self.runner.run(self.commands.master()) { _ in }
                throw SSHFailureError(self.failure(result))
            }
            group.addTask {
                guard try await withDeadline(Self.patience, { try await self.greet() }) != nil else {
                    let target = self.record.target
                    throw DustyError(.unavailable, "\(target) does not let Dusty in within \(Self.patience)")
                }
                try await Task.sleep(for: .seconds(1 << 40))
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// A daemon that was killed leaves its connection behind.
    private func endLeftOver() async {
        if access(commands.places.control, F_OK) == 0 {
            _ = try? await withDeadline(.seconds(2)) {
                try await self.runner.run(self.commands.control("exit")) { _ in }
            }
        }
        clear()
    }

    private func clear() {
        unlink(commands.places.control)
        unlink(commands.places.engine)
    }

    /// Waits for the connection and asks the machine what changes from one to the next.
    private func greet() async throws {
        while access(commands.places.control, F_OK) != 0 { try await Task.sleep(for: .milliseconds(20)) }
        let result = try await runner.run(commands.client(MachineGreeting.line(root: root))) { _ in }
        guard result.status == 0 else {
            throw DustyError(.unavailable, "\(record.target) lets Dusty in, but runs nothing: \(result.lastWords())")
        }
        let address = MachineGreeting.address(in: result.output)
        let own = address == nil ? [] : try await Addresses.of(record.target.host)
        let isDirect = address.map(own.contains) ?? false
        greeting = Greeting(address: address, isDirect: isDirect && !record.forwardOnly)
        for forward in forwards {
            _ = try? await runner.run(commands.control("forward", forward: forward.argument)) { _ in }
        }
        // A server that forwards no sockets is still a machine: the proxy then shows a plain message.
        _ = try? await runner.run(commands.pages(on: MachineTree(root: root).pagesSocket)) { _ in }
        state.succeed(at: clock())
        logger.info("connected", metadata: ["machine": "\(record.name)", "target": "\(record.target)"])
        tell()
    }

    private func lost(_ error: DustyError, isLasting: Bool) {
        let before = state.phase
        state.fail(error, isLasting: isLasting, at: clock())
        guard state.phase != before else { return }
        logger.warning("no connection", metadata: ["machine": "\(record.name)", "reason": "\(error.message)"])
        tell()
    }

    nonisolated func failure(_ result: CommandResult) -> SSHFailure {
        SSHFailure(result, target: record.target, machine: record.name)
    }

    private func tell() {
        for listener in listeners.values { listener.yield() }
    }

    private func forget(_ id: Int) {
        listeners[id] = nil
    }
}

extension SSHConnection {
    /// A signal now and after every change.
    func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = nextListener
        nextListener += 1
        listeners[id] = continuation
        continuation.onTermination = { _ in Task { await self.forget(id) } }
        continuation.yield()
        return stream
    }

    /// Waits until the machine can be reached, for at most this long. Throws `DustyError` `.unavailable` with the
    /// reason, at once if waiting cannot help.
    func ready(within time: Duration) async throws {
        if state.isConnected { return }
        let isReady = try await withDeadline(time) {
            for await _ in await self.changes() {
                switch await self.state.phase {
                case .connected: return true
                case .unreachable(let error, isLasting: true): throw error
                case .connecting, .unreachable: continue
                }
            }
            throw CancellationError()
        }
        if isReady == true { return }
        if case .unreachable(let error, _) = state.phase { throw error }
        throw DustyError(.unavailable, "\(record.target) cannot be reached", hint: "dusty machine show \(record.name)")
    }

    /// Tries again at once, since the machine has just been started.
    func wake() {
        state.retry(at: clock())
        nap?.cancel()
        tell()
    }

    /// Throws `DustyError` `.unavailable` with the reason unless the machine can be reached now.
    func checkConnected() throws {
        switch state.phase {
        case .connected: return
        case .connecting:
            throw DustyError(
                .unavailable,
                "the connection to \(record.target) is being opened",
                hint: "`dusty machine show \(record.name)` shows the progress"
            )
        case .unreachable(let error, _): throw error
        }
    }

    /// Forwards exactly these ports of this host there, now and with every new connection, also after a restart of the
    /// daemon.
    func forward(_ wanted: [PortForward]) async throws {
        guard wanted != forwards else { return }
        for old in forwards where !wanted.contains(old) {
            _ = try await runner.run(commands.control("cancel", forward: old.argument)) { _ in }
        }
        forwards.removeAll { !wanted.contains($0) }
        for new in wanted where !forwards.contains(new) {
            let result = try await runner.run(commands.control("forward", forward: new.argument)) { _ in }
            guard result.status == 0 else {
                throw DustyError(
                    .conflict,
                    "port \(new.port) of \(new.address) cannot be forwarded to `\(record.name)`: \(result.lastWords())",
                    hint: "free the port: `ss -ltnp` shows who listens"
                )
            }
            forwards.append(new)
        }
        forwards = wanted
        try PortForward.write(wanted, to: commands.places.forwards)
    }
}

/// Why there is no connection.
private struct SSHFailureError: Error {
    let error: DustyError
    let isLasting: Bool

    init(_ failure: SSHFailure) {
        error = failure.error
        isLasting = failure.isLasting
    }

    private init(error: DustyError) {
        self.error = error
        isLasting = true
    }

    /// The machine does not run.
    static func off(_ machine: String) -> SSHFailureError {
        SSHFailureError(
            error: DustyError(
                .unavailable,
                "the machine `\(machine)` is off",
                hint: "`dusty up` and `dusty machine start \(machine)` start it"
            )
        )
    }
}
