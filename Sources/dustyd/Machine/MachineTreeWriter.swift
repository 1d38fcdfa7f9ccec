/// A part of the machine's tree that the daemon writes on this host first.
enum TreePart: Sendable, CaseIterable {
    case commandFiles, proxy, assets
}

/// Brings what the daemon wrote for the machine to it.
protocol MachineTreeWriter: Sendable {
    /// Makes the part on the machine equal to the one on this host. Nothing is run when it is known to be.
    func publish(_ part: TreePart) async throws
}

/// The tree of this host: what is written is there.
struct LocalTree: MachineTreeWriter {
    func publish(_ part: TreePart) {}
}
