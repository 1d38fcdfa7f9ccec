import DustyCore
import DustyTerminal

extension ContainerStatus {
    /// Whether `s` stops it rather than starts it.
    var canStop: Bool { state.isRunning || state == .restarting || isPaused }

    /// Since when its state is not reliable; nil when it is.
    func staleSince(link: Link) -> Timestamp? {
        link.staleSince ?? staleSince
    }

    /// The state in its row.
    func stateText(in model: Model) -> String {
        if let since = staleSince(link: model.link) {
            // The last known state, and since when it is no more than that.
            return "stale \(Amount.age(model.now.seconds(since: since))), \(stateWords)"
        }
        if let percent = buildPercent(in: model) { return "\(state) \(Amount.whole(percent))%" }
        if let ending, state == .stopping || state == .restarting {
            let hasTime = ending.killAt > model.now
            return hasTime ? "stopping \(Amount.age(model.now.seconds(since: ending.since)))" : "killed"
        }
        return stateWords
    }

    /// The state without what passes within seconds: the time that it has been ending, how far a build is.
    func lastingStateText(in model: Model) -> String {
        if staleSince(link: model.link) != nil { return stateText(in: model) }
        if buildPercent(in: model) != nil { return "\(state)" }
        guard ending != nil, state == .stopping || state == .restarting else { return stateText(in: model) }
        return "stopping"
    }

    /// How the state looks.
    func stateRole(in model: Model) -> Style.Role {
        if staleSince(link: model.link) != nil { return .dim }
        if model.isFailing(self) { return .failure }
        switch state {
        case .up: return .good
        case .starting, .building, .restarting, .stopping: return .busy
        case .stopped, .paused, .missing, .stale: return wanted ? .warning : .dim
        case .exited(let code): return code == 0 ? .warning : .failure
        case .unhealthy: return .failure
        }
    }

    /// Age of the state.
    func ageText(in model: Model) -> String {
        guard let since, staleSince(link: model.link) == nil else { return "-" }
        return Amount.age(model.now.seconds(since: since))
    }

    /// State of its repos' copies.
    func syncText(in model: Model) -> String {
        guard let sync else { return sharedBy == nil ? "" : "shared" }
        if sync == .syncing {
            let percents = model.snapshot?.sync.filter { repos.contains($0.repo) }.compactMap(\.percent) ?? []
            if let least = percents.min() { return "\(Amount.whole(least))%" }
        }
        return sync == .ok && olderCode != nil ? "older" : sync.rawValue
    }

    /// How that looks.
    var syncRole: Style.Role {
        sync == .ok && olderCode != nil ? .warning : sync?.role ?? .dim
    }

    /// Host ports and what they lead to.
    var portsText: String {
        ports.map { port in
            let parts = port.split(separator: ":")
            return parts.count == 3 ? "\(parts[0])>\(parts[2])" : port
        }.joined(separator: " ")
    }

    private func buildPercent(in model: Model) -> Double? {
        guard state == .building, let job else { return nil }
        return model.snapshot?.jobs.first { $0.id == job }?.percent
    }
}

extension SyncStatus.State {
    /// How the state looks.
    var role: Style.Role {
        switch self {
        case .ok: .good
        case .syncing: .busy
        case .stale: .warning
        case .failed: .failure
        }
    }
}
