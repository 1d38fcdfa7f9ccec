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
