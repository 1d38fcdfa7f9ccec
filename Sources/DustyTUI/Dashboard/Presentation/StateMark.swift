import DustyCore
import DustyTerminal

/// How something is, as a shape and a colour; either says it alone.
struct StateMark: Equatable {
    let text: String
    let role: Style.Role

    static let well = StateMark(text: "\u{25CF}", role: .good)
    static let atWork = StateMark(text: "\u{25D0}", role: .busy)
    static let idle = StateMark(text: "\u{25CB}", role: .dim)
    /// Not at work, and that deserves a look.
    static let waiting = StateMark(text: "\u{25CB}", role: .warning)
    /// To be made again.
    static let outdated = StateMark(text: "+", role: .warning)
    static let failed = StateMark(text: "!", role: .failure)

    /// The mark with no more than a memory behind it.
    fileprivate var remembered: StateMark { StateMark(text: text, role: .dim) }
}

extension ContainerStatus {
    /// How it is.
    func mark(in model: Model) -> StateMark {
        if staleSince(link: model.link) != nil { return mark.remembered }
        return model.isFailing(self) ? .failed : outdated == true || olderCode != nil ? .outdated : mark
    }

    private var mark: StateMark {
        switch state {
        case .up: .well
        case .starting, .building, .restarting, .stopping: .atWork
        case .stopped, .paused, .missing, .stale: wanted ? .waiting : .idle
        case .exited(let code): code == 0 ? .waiting : .failed
        case .unhealthy: .failed
        }
    }
}

extension SyncStatus {
    /// How its copy is.
    func mark(in model: Model) -> StateMark {
        let mark: StateMark =
            switch state {
            case .ok: follow?.isWell == false ? .outdated : .well
            case .syncing: .atWork
            case .stale: .waiting
            case .failed: .failed
            }
        return model.link.staleSince == nil ? mark : mark.remembered
    }
}

extension Job {
    /// How it goes, or went.
    func mark(in model: Model) -> StateMark {
        switch state {
        case .pending: .idle
        case .running, .cancelling: model.link.staleSince == nil ? .atWork : StateMark.atWork.remembered
        case .succeeded, .skipped: StateMark.well.remembered
        case .failed: .failed
        case .cancelled: .idle
        }
    }
}
