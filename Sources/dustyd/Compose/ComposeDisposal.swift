/// Takes Compose projects away.
protocol ComposeDisposal: Sendable {
    /// Removes all of a project: containers without grace, networks, volumes. Nothing happens when there is nothing.
    func dispose(_ project: ComposeProject) async throws
}
