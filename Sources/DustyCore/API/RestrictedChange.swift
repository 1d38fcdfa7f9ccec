/// A change that requires more than its endpoint does.
public enum RestrictedChange: String, Sendable, CaseIterable {
    case specsRepo, owner, specsOverride, foreignOverride

    /// The least role that a caller needs.
    public var least: Role {
        switch self {
        case .specsRepo, .specsOverride, .foreignOverride: .owner
        case .owner: .root
        }
    }

    /// The deed, so that "only root may …" can be said of it.
    public var deed: String {
        switch self {
        case .specsRepo: "change where the specs come from"
        case .owner: "change the owner"
        case .specsOverride: "override the specs repo or give it back"
        case .foreignOverride: "change an override that another user made"
        }
    }

    /// Throws `.forbidden` when the role may not.
    public func check(_ role: Role) throws(DustyError) {
        try role.check(atLeast: least, to: deed)
    }
}

extension Job.Kind {
    /// The least role that a caller needs to start such a job.
    public var least: Role {
        switch self {
        case .up, .restart, .rebuild, .stop, .pause, .unpause, .sync, .pull, .down, .reset, .prepare, .test, .script,
            .backup,
            .restore,
            .cleanup,
            .machineStart, .watch:
            .member
        case .shutdown, .machineStop: .owner
        }
    }
}
