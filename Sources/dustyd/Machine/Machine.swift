import DustyCore

/// The machine that the engine runs on.
protocol Machine: Sendable {
    /// Its kind and state, for the screen.
    func status() async -> MachineStatus
    /// Starts the machine if it can be started and does not run; slow parts become steps of the job.
    func wake(_ reporter: JobReporter) async throws
    /// Waits until the machine can be reached, for a bounded time. Throws `DustyError` `.unavailable` with the reason.
    func ready() async throws
    /// What compiling needs to know. Throws `DustyError` `.unavailable` when the machine does not run.
    func facts() async throws -> MachineFacts
    /// Makes sure that these ports of the proxy, which runs, answer from this host; returns the address at which they do.
    func open(_ ports: [Int]) async throws -> String
    /// Stops the machine if it can be stopped; returns the outcome in words.
    func shutDown() async throws -> String
    /// Finds what keeps the machine from being one, for the doctor; fixes what is safe to fix if asked to.
    func examine(at now: Timestamp, fixes: Bool) async -> [DoctorCheck]
    /// Throws `DustyError` `.conflict` naming the holder when one of these TCP ports of the stack's address is taken by another program.
    func checkPorts(_ ports: [Int], address: String) async throws
    /// Replaces ports of an address that the engine holds for containers that are gone: those that cannot be bound now,
    /// or all of these ports when the engine has `refused` them. True when others are used from now on; throws
    /// `.conflict` naming a container that has one.
    func goAround(_ ports: [Int], address: String, refused: Bool) async throws -> Bool
    /// Stops what a killed engine left running of these containers, none of which runs as far as the engine knows.
    func clearRemains(of containers: Set<String>) async throws
    /// Ends port forwarders that a killed engine has left listening on these TCP ports of the stack's address; those of containers stay.
    func endOrphanedForwarders(on ports: [Int], address: String) async throws
}

/// A part of the machine's tree that the daemon writes on this host first.
enum TreePart: Sendable, Hashable {
    case commandFiles, proxy, assets
    /// Command files of a test run's project, in a directory that the project's services may write to too.
    case testRun(String)
}

/// Copies what the daemon wrote for the machine to it.
protocol MachineTreeWriter: Sendable {
    /// Makes the part on the machine equal to the one on this host. Runs nothing when it is known to be.
    func publish(_ part: TreePart) async throws
    /// Removes the directory of a test run on the machine, with what its services wrote.
    func removeTestRun(_ project: String) async throws
}

/// The tree of this host: everything is already in place.
struct LocalTree: MachineTreeWriter {
    func publish(_ part: TreePart) {}

    func removeTestRun(_ project: String) {}
}

extension MachineStatus {
    /// Takes over what a host's kernel and disk report, except for what must be compared with an earlier reading.
    mutating func take(_ kernel: some HostKernel, disk: (used: Int64, total: Int64)?) {
        startedAt = kernel.startedAt()
        system = kernel.systemName()
        if let used = kernel.memory() {
            memoryBytes = used.total - used.available
            memoryTotalBytes = used.total
        }
        (diskBytes, diskTotalBytes) = (disk?.used, disk?.total)
    }
}
