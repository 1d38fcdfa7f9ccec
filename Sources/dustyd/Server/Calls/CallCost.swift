import DustyCore

/// What a request costs the daemon.
enum CallCost: Hashable, Sendable {
    /// An answer at once; connections limit these.
    case small
    /// An answer that goes on for as long as its client likes.
    case stream
    /// A program of its own, much memory or much reading of the disk.
    case costly

    /// What an endpoint costs.
    static func of(_ id: Endpoint.ID) -> CallCost {
        switch id {
        case .watch, .jobEvents, .logs, .attachExec: .stream
        case .repos, .changeRepo, .changeRepos, .backup, .stageRestore, .readArchive, .writeArchive, .stageProgram,
            .doctor, .dump, .validate, .plan,
            .syncPreview, .cleanupPlan, .disk:
            .costly
        default: .small
        }
    }
}
