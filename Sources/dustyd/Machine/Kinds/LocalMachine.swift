import CLibrary
import DustyCore
import Synchronization

/// This host, with its own engine.
final class LocalMachine: Machine {
    /// What is the stack's own here.
    struct Place: Sendable, Equatable {
        /// Loopback address that the stack's host names lead to.
        var address: String
        /// Directory that stands for the root of a machine's tree.
        var root: String
        /// Compose project whose containers may hold the stack's ports.
        var project: String
    }

    private struct Memory {
        var load: ProcessorLoad?
        var bridgeAddress: String?
    }

    private let place: Place
    private let engine: any EngineController & PublishedPorts
    private let kernel: any HostKernel
    private let registry: ContainerRegistry
    private let detours: Detours
    private let loopback: LoopbackAliases?
    /// Whether this is a Mac. Its kernel lets root bind a port of one address beside a listener of all, so that the port seems to be free,
    /// and does not let the engine's forwarder, which is not root. The engine's bridge is in a virtual machine.
    private let isMac: Bool
    private let memory = Mutex(Memory())

    /// This host as the machine of a stack, with `loopback` where addresses must be added to it first.
    init(
        place: Place,
        engine: any EngineController & PublishedPorts,
        registry: ContainerRegistry,
        detours: Detours,
        loopback: LoopbackAliases? = nil,
        kernel: any HostKernel = ThisHost.kernel,
        isMac: Bool = Platform.isMac
    ) {
        self.isMac = isMac
        self.place = place
        self.engine = engine
        self.registry = registry
        self.detours = detours
        self.loopback = loopback
        self.kernel = kernel
    }

    private var address: String { detours.address(insteadOf: place.address) }

    func wake(_ reporter: JobReporter) async throws {
        try await loopback?.provide(address)
    }

    func ready() {}

    func open(_ ports: [Int]) async throws -> String {
        if ports.isEmpty { try await loopback?.giveBack(address) } else { try await loopback?.provide(address) }
        return address
    }

    /// What this host must have is checked for every kind of machine.
    func examine(at now: Timestamp, fixes: Bool) -> [DoctorCheck] { [] }

    func facts() async throws -> MachineFacts {
        let bridge = try await engine.bridgeAddress()
        memory.withLock { $0.bridgeAddress = bridge }
        return MachineFacts(
            address: address,
            bridgeAddress: bridge,
            root: place.root,
            blockedPorts: detours.ports,
            hasBridge: !isMac
        )
    }

    /// Never asks the engine: a host runs whether or not its engine answers, and the screen shows both.
    func status() async -> MachineStatus {
        var status = MachineStatus(kind: .local, state: .running, address: address, name: "local")
        let load = kernel.processorLoad()
        (status.cpuPercent, status.bridgeAddress) = memory.withLock { memory in
            defer { memory.load = load ?? memory.load }
            return (load?.percent(since: memory.load), memory.bridgeAddress)
        }
        status.take(kernel, disk: LinuxKernel.disk(of: place.root))
        status.cpuCount = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return status
    }

    func shutDown() async throws -> String {
        "this host keeps running, and so does its engine"
    }

    func checkPorts(_ ports: [Int], address: String) async throws {
        if address == self.address { try await loopback?.provide(address) }
        let published = try await engine.publishedPorts(at: address)
        let taken = try ports.compactMap { port -> String? in
            let holders = published.filter { $0.port == port }
            if let other = holders.first(where: { !isOwn($0) }) { return words(other, address) }
            guard holders.isEmpty, try isTaken(port, address) else { return nil }
            let holder = kernel.listener(on: port, address: address) ?? "another program"
            return "Port \(port) of \(address) is taken by \(holder)."
        }
        guard taken.isEmpty else { throw Self.conflict(taken) }
    }

    private func isTaken(_ port: Int, _ address: String) throws -> Bool {
        try !PortProbe.isFree(port, address: address) || isMac && kernel.isHeld(port, address: address)
    }

    private func isOwn(_ port: PublishedPort) -> Bool {
        port.project == place.project && registry.owns(port.id)
    }

    private func words(_ holder: PublishedPort, _ address: String) -> String {
        let project = holder.project.map { " of \($0)" } ?? ""
        return "Port \(holder.port) of \(address) is taken by the container \(holder.container)\(project)."
    }

    private static func conflict(_ taken: [String]) -> DustyError {
        DustyError(
            .conflict,
            taken.joined(separator: "\n"),
            hint: "stop it, let it listen on one address instead of all, or choose another host_port in the spec"
        )
    }

    func goAround(_ ports: [Int], address: String, refused: Bool) async throws -> Bool {
        // At an address that does not exist on this host yet, every port is free.
        let taken = ports.filter { refused || (try? isTaken($0, address)) == true }
        guard !taken.isEmpty else { return false }
        let published = try await engine.publishedPorts(at: address)
        let others = published.filter { taken.contains($0.port) && !isOwn($0) }
        guard others.isEmpty else { throw Self.conflict(others.map { words($0, address) }) }
        let stuck = taken.filter { port in !published.contains { $0.port == port } }
        guard !stuck.isEmpty else { return false }
        if address == self.address {
            // A program that is not the engine's is for users to end; see `checkPorts`.
            let isHeld = refused || stuck.contains { kernel.isForwarder(on: $0, address: address) }
            guard isHeld, try await detours.moveOn() else { return false }
            try await loopback?.giveBack(address)
            try await loopback?.provide(self.address)
            return true
        }
        try await detours.avoid(stuck)
        return true
    }

    /// How long the remains of an ended container may take to disappear.
    private static let patience = Duration.seconds(2)

    func clearRemains(of containers: Set<String>) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            let kernel = kernel
            let remains = try await UserThread.run { kernel.remains(of: containers) }
            guard !remains.isEmpty else { return }
            guard ContinuousClock.now < deadline else {
                for process in remains.values.joined() { kill(process, SIGKILL) }
                return
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    func endOrphanedForwarders(on ports: [Int], address: String) async throws {
        let published = try await engine.publishedPorts(at: address).map(\.port)
        for port in ports where !published.contains(port) {
            guard let orphan = kernel.orphanedForwarder(on: port, address: address) else { continue }
            kill(pid_t(orphan), SIGKILL)
            // The kernel takes a moment to close what it held.
            let deadline = ContinuousClock.now + .seconds(1)
            while try !PortProbe.isFree(port, address: address), ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    }
}
