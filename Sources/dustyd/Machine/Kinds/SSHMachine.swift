import DustyCore
import Synchronization

/// A Linux host at the other end of an SSH connection, which may be a virtual machine of Dusty's.
final class SSHMachine: Machine {
    private struct Memory {
        var load: ProcessorLoad?
        var bridgeAddress: String?
        /// The connection after which the virtual machine was last prepared.
        var tendedEpoch: Int?
        /// When its clock was last corrected.
        var clockMendedAt: ContinuousClock.Instant?
        /// The connection on which the machine's own address did not answer from here.
        var unansweredEpoch: Int?
    }

    /// How long a look at the machine may take: a user waits for the screen.
    private static let patience = Duration.seconds(3)
    /// How long a proxy that was just started may take to listen.
    private static let portPatience = Duration.seconds(3)
    /// How long a job waits for the connection.
    private static let jobPatience = Duration.seconds(45)

    let connection: SSHConnection
    let engine: any EngineController & PublishedPorts
    /// The virtual machine that the host is; nil where it is a host of its own.
    private let vm: VirtualMachine?
    /// Loopback address of this host, and of the machine, that is the stack's.
    private let loopback: String
    /// Compose project whose containers may hold the stack's ports.
    private let project: String
    private let registry: ContainerRegistry
    private let detours: Detours
    private let memory = Mutex(Memory())

    init(
        connection: SSHConnection,
        engine: any EngineController & PublishedPorts,
        names: StackNames,
        registry: ContainerRegistry,
        detours: Detours,
        vm: VirtualMachine? = nil
    ) {
        self.registry = registry
        self.detours = detours
        self.connection = connection
        self.engine = engine
        self.vm = vm
        loopback = names.address
        project = names.project
    }

    func wake(_ reporter: JobReporter) async throws {
        guard let vm, await !connection.state.isConnected || vm.phase.work != .nothing else { return }
        guard try await vm.start(reporter) else { return }
        await connection.wake()
        try await reporter.step("engine") { _ in
            try await ready()
            return "answers"
        }
    }

    func ready() async throws {
        try await connection.ready(within: Self.jobPatience)
        guard vm != nil else { return }
        if await isNewConnection() { try await awaitEngine() }
        if isClockDue() { await mendClock() }
    }

    func facts() async throws -> MachineFacts {
        try await connection.checkConnected()
        let bridge = try await engine.bridgeAddress()
        memory.withLock { $0.bridgeAddress = bridge }
        let published = await publishAddress()
        let address = await isForwarded() ? loopback : published
        return MachineFacts(
            address: address,
            bridgeAddress: bridge,
            root: connection.root,
            publishAddress: published,
            blockedPorts: detours.ports
        )
    }

    func status() async -> MachineStatus {
        let record = connection.record
        let state = await connection.state
        var status = MachineStatus(kind: vm?.kind ?? .ssh, state: state.word)
        status.name = record.name
        status.target = record.target.description
        status.since = state.since
        status.message = state.reason
        if let vm, let (word, message) = await vm.condition(isConnected: state.isConnected) {
            // The time since when the connection is in this state makes no difference here.
            (status.state, status.message, status.since) = (word, message, nil)
            return status
        }
        guard state.isConnected else { return status }
        status.address = await isForwarded() ? loopback : await publishAddress()
        status.bridgeAddress = memory.withLock { $0.bridgeAddress }
        let asked = connection.clock()
        guard let vitals = await look() else { return status }
        let load = vitals.kernel.processorLoad()
        status.cpuPercent = memory.withLock { memory in
            defer { memory.load = load ?? memory.load }
            return load?.percent(since: memory.load)
        }
        status.cpuCount = vitals.processors
        status.clockSkewSeconds = vitals.time.map { skew(of: $0, askedAt: asked) }
        if vm != nil, let skew = status.clockSkewSeconds, abs(skew) > Self.clockTolerance { await mendClock() }
        status.take(vitals.kernel, disk: vitals.disk)
        return status
    }

    func shutDown() async throws -> String {
        if let vm { return try await vm.stop() }
        return "the host \(connection.record.target) keeps running, and so does its engine"
    }

    func checkPorts(_ ports: [Int], address: String) async throws {
        let published = try await engine.publishedPorts(at: address)
        let result = try await connection.run("printf '==> /proc/net/tcp\\n'; cat /proc/net/tcp /proc/net/tcp6; true")
        let kernel = RemoteVitals(result.output).kernel
        let taken = ports.compactMap { port -> String? in
            let holders = published.filter { $0.port == port }
            if let other = holders.first(where: { $0.project != project || !registry.owns($0.id) }) {
                return "Port \(port) of \(address) is taken there by the container \(other.container)."
            }
            guard holders.isEmpty, !kernel.listeningSockets(port: port, address: address).isEmpty else { return nil }
            return "Port \(port) of \(address) is taken there by a program."
        }
        guard !taken.isEmpty else { return }
        throw DustyError(
            .conflict,
            taken.joined(separator: "\n"),
            hint: "stop it on \(connection.record.target), or choose another host_port in the spec"
        )
    }

    func goAround(_ ports: [Int], address: String, refused: Bool) async throws -> Bool {
        // What listens there is asked by `checkPorts`; only the engine itself knows what it holds.
        guard refused else { return false }
        let published = try await engine.publishedPorts(at: address)
        let stuck = ports.filter { port in !published.contains { $0.port == port } }
        guard !stuck.isEmpty else { return false }
        if address == memory.withLock({ $0.bridgeAddress }) {
            try await detours.avoid(stuck)
            return true
        }
        throw DustyError(
            .conflict,
            "the engine of \(connection.record.name) holds port \(stuck[0]) of \(address) for a container that is gone",
            hint: "restart the engine there, for example with `sudo systemctl restart docker`, then `dusty up`"
        )
    }

    /// An engine that was killed there is that host's responsibility.
    func endOrphanedForwarders(on ports: [Int], address: String) {}

    /// As is this.
    func clearRemains(of containers: Set<String>) {}

    /// The machine's own address where its ports answer from here, else a loopback address of this host with the ports forwarded.
    func open(_ ports: [Int]) async throws -> String {
        let published = await publishAddress()
        if !(await isForwarded()) {
            if try await answer(ports, at: published) {
                try await connection.forward([])
                return published
            }
            let epoch = await connection.state.epoch
            memory.withLock { $0.unansweredEpoch = epoch }
        }
        try await connection.forward(ports.map { PortForward(port: $0, address: loopback, there: published) })
        return loopback
    }

    /// Whether the proxy's ports answer from here. It may have started a moment ago, on a slow machine.
    private func answer(_ ports: [Int], at address: String) async throws -> Bool {
        let deadline = ContinuousClock.now + (vm == nil ? Self.portPatience : Self.portPatience * 4)
        while true {
            let answers = try await inParallel(ports, width: 8) { port in
                try await PortTrial.connect(address, port) == .ready
            }
            if answers.allSatisfy(\.self) { return true }
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Whether this connection has not been used yet.
    private func isNewConnection() async -> Bool {
        let epoch = await connection.state.epoch
        return memory.withLock { memory in
            defer { memory.tendedEpoch = epoch }
            return memory.tendedEpoch != epoch
        }
    }

    /// Whether the clock has been left alone for a minute.
    private func isClockDue() -> Bool {
        let now = ContinuousClock.now
        return memory.withLock { memory in
            if let last = memory.clockMendedAt, now - last < .seconds(60) { return false }
            memory.clockMendedAt = now
            return true
        }
    }

    /// One look at the machine; nil when it does not answer in time.
    func look() async -> RemoteVitals? {
        let script = RemoteVitals.script
        let result = try? await connection.run(script, [connection.root], within: Self.patience)
        return result.map { RemoteVitals($0.output) }
    }

    /// Address of the machine that the proxy's ports are published at.
    private func publishAddress() async -> String {
        guard let greeting = await connection.greeting, greeting.isDirect, let address = greeting.address else {
            return loopback
        }
        return address
    }

    private func isForwarded() async -> Bool {
        let epoch = await connection.state.epoch
        if memory.withLock({ $0.unansweredEpoch == epoch }) { return true }
        return await connection.greeting?.isDirect != true
    }
}

extension ConnectionState {
    /// The state in the word that clients see.
    var word: MachineStatus.State {
        switch phase {
        case .connecting: .connecting
        case .connected: .connected
        case .unreachable: .unreachable
        }
    }

    /// Why the machine cannot be reached.
    var reason: String? {
        if case .unreachable(let error, _) = phase { error.message } else { nil }
    }
}

extension SSHMachine {
    func examine(at now: Timestamp, fixes: Bool) async -> [DoctorCheck] {
        await SSHDoctor(connection: connection, fixes: fixes, now: now).examine { await look() }
    }
}
