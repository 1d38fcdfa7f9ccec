import DustyCore
import Glibc
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
    private let kernel: LinuxKernel
    private let memory = Mutex(Memory())

    /// This host as the machine of a stack.
    init(place: Place, engine: any EngineController & PublishedPorts, kernel: LinuxKernel = LinuxKernel()) {
        self.place = place
        self.engine = engine
        self.kernel = kernel
    }

    func wake(_ reporter: JobReporter) {}

    func ready() {}

    func open(_ ports: [Int]) -> String { place.address }

    /// What this host must have is checked whatever the machine is.
    func examine(at now: Timestamp, mends: Bool) -> [DoctorCheck] { [] }

    func facts() async throws -> MachineFacts {
        let bridge = try await engine.bridgeAddress()
        memory.withLock { $0.bridgeAddress = bridge }
        return MachineFacts(address: place.address, bridgeAddress: bridge, root: place.root)
    }

    /// Never asks the engine: a host runs whether or not its engine answers, and the screen shows both.
    func status() async -> MachineStatus {
        var status = MachineStatus(kind: "local", state: "running", address: place.address, name: "local")
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
        let published = try await engine.publishedPorts(at: address)
        let taken = try ports.compactMap { port -> String? in
            let holders = published.filter { $0.port == port }
            if let other = holders.first(where: { $0.project != place.project }) {
                let project = other.project.map { " of \($0)" } ?? ""
                return "Port \(port) of \(address) is taken by the container \(other.container)\(project)."
            }
            guard holders.isEmpty, try !PortProbe.isFree(port, address: address) else { return nil }
            let holder = kernel.listener(on: port, address: address) ?? "another program"
            return "Port \(port) of \(address) is taken by \(holder)."
        }
        guard !taken.isEmpty else { return }
        throw DustyError(
            .conflict,
            taken.joined(separator: "\n"),
            hint: "Stop it, let it listen on another address than all of them, or choose another host_port in the spec."
        )
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
