/// The panes, numbered as on the screen.
enum Pane: Int, CaseIterable, Hashable, Sendable {
    case logs = 0
    case apps
    case services
    case sync
    case machine
    case jobs

    /// The panes with rows, in the order of the screen.
    static let lists: [Pane] = [.apps, .services, .sync, .machine, .jobs]

    /// Whether its rows are containers.
    var hasContainers: Bool { self == .apps || self == .services }

    /// Its name on the screen.
    var title: String {
        switch self {
        case .logs: "Logs"
        case .apps: "Apps"
        case .services: "Services"
        case .sync: "Sync"
        case .machine: "Machine"
        case .jobs: "Jobs"
        }
    }
}
