import DustyCore

extension Model {
    /// Whether a row counts as failed: in the header, in the title of its pane, by its mark and in the list of failures
    /// alike. While the daemon is away it is what was last known.
    func isFailing(_ row: ContainerStatus) -> Bool { row.isFailing || isLost(row) }

    /// Whether a container is missing that should be there: others run, and nothing is about to make it. After a `down`
    /// nothing runs, and nothing is lost; nor is what no `up` has known of yet.
    private func isLost(_ row: ContainerStatus) -> Bool {
        guard row.state == .missing, row.failing != false, row.wanted, row.job == nil, work(on: [row.name]).isEmpty
        else { return false }
        return ((snapshot?.apps ?? []) + (snapshot?.services ?? [])).contains { $0.wanted && $0.state == .up }
    }
}
