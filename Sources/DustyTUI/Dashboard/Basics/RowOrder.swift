import DustyCore

/// The order of the rows of Apps and Services.
enum RowOrder: String, Codable, CaseIterable {
    /// Names, as the daemon has them.
    case name
    /// Failures first, then what is in transition, then what is up.
    case state
    /// The busiest first.
    case cpu
    /// The largest first.
    case memory
    /// What changed last first.
    case age

    /// The order after this one, or before it.
    func next(by step: Int) -> RowOrder {
        let all = Self.allCases
        let place = (all.firstIndex(of: self) ?? 0) + step
        return all[(place + all.count) % all.count]
    }

    /// Rows in this order; equal ones stay as they are.
    func sorted(_ rows: [ContainerStatus]) -> [ContainerStatus] {
        switch self {
        case .name: rows
        case .state: Self.ascending(rows) { $0.isFailing ? 0 : $0.state.urgency }
        case .cpu: Self.ascending(rows) { -($0.cpuPercent ?? -1) }
        case .memory: Self.ascending(rows) { -($0.memoryBytes ?? -1) }
        case .age: Self.ascending(rows) { -($0.since?.milliseconds ?? -1) }
        }
    }

    private static func ascending(
        _ rows: [ContainerStatus],
        by key: (ContainerStatus) -> some Comparable
    )
        -> [ContainerStatus]
    {
        rows.enumerated().map { (key: key($0.element), place: $0.offset, row: $0.element) }
            .sorted { ($0.key, $0.place) < ($1.key, $1.place) }
            .map(\.row)
    }
}

extension ContainerState {
    /// Smaller for what deserves attention sooner.
    fileprivate var urgency: Int {
        switch self {
        case .starting, .building, .restarting, .stopping: 1
        case .up: 2
        default: 3
        }
    }
}
