import DustyCore

/// The machine that the engine runs on.
protocol Machine: Sendable {
    /// What kind it is and how it does, for the screen.
    func status() async -> MachineStatus
    /// Starts the machine where it is one that can be started and does not run; what takes time becomes a step of the job.
    func wake(_ reporter: JobReporter) async throws
    /// Waits until the machine can be reached, for a bounded time. Throws `DustyError` `.unavailable` with the reason.
    func ready() async throws
    /// What compiling must know. Throws `DustyError` `.unavailable` when the machine does not run.
    func facts() async throws -> MachineFacts
    /// Makes sure that these ports of the proxy, which runs, answer from this host; returns the address at which they do.
    func open(_ ports: [Int]) async throws -> String
    /// Stops the machine where it is one that can be stopped; returns what became of it, in words.
    func shutDown() async throws -> String
    /// Looks for what keeps the machine from being one, for the doctor; fixes what is safe to fix when asked to.
    func examine(at now: Timestamp, fixes: Bool) async -> [DoctorCheck]
    /// Throws `DustyError` `.conflict` naming the holder when one of these TCP ports of the stack's address is taken by another program.
    func checkPorts(_ ports: [Int], address: String) async throws
    /// Uses others in the place of those of these ports of an address that are held for containers that are gone: of those that cannot be had now,
    /// or, when the engine has `refused` them, of all. True when others are used from now on; throws `.conflict` naming a container that has one.
    func goAround(_ ports: [Int], address: String, refused: Bool) async throws -> Bool
    /// Ends what a killed engine has left running of these containers, none of which runs as far as the engine knows.
    func clearRemains(of containers: Set<String>) async throws
    /// Ends port forwarders that a killed engine has left listening on these TCP ports of the stack's address; those of containers stay.
    func endOrphanedForwarders(on ports: [Int], address: String) async throws
}

/// A part of the machine's tree that the daemon writes on this host first.
enum TreePart: Sendable, Hashable {
    case commandFiles, proxy, assets
    /// Command files of a test run's project, in a directory that the project's services may write to as well.
    case testRun(String)
}

/// Brings what the daemon wrote for the machine to it.
protocol MachineTreeWriter: Sendable {
    /// Makes the part on the machine equal to the one on this host. Nothing is run when it is known to be.
    func publish(_ part: TreePart) async throws
    /// Removes the directory of a test run on the machine, with what its services wrote.
    func removeTestRun(_ project: String) async throws
}

/// The tree of this host: what is written is there, and what is removed is gone.
struct LocalTree: MachineTreeWriter {
    func publish(_ part: TreePart) {}

    func removeTestRun(_ project: String) {}
}

extension MachineStatus {
    /// Takes over what a host's kernel and its disk tell, but for what must be compared with an earlier look.
    mutating func take(_ kernel: LinuxKernel, disk: (used: Int64, total: Int64)?) {
        startedAt = kernel.startedAt()
        system = kernel.systemName()
        if let used = kernel.memory() {
            memoryBytes = used.total - used.available
            memoryTotalBytes = used.total
        }
        (diskBytes, diskTotalBytes) = (disk?.used, disk?.total)
    }
}
