import DustyCore
import DustyTerminal

extension Model {
    /// Takes a new snapshot; jobs that ended since the last one get a message.
    mutating func adopt(_ new: Snapshot) -> [Effect] {
        var effects: [Effect] = []
        // It answers, so what says that it does not is no longer so.
        if link != .connected, let text = notice?.text, text.contains(Self.isAway) { notice = nil }
        requests.taken = []
        if case .lost = link, snapshot != nil, !isRecalled { effects += say(.info, "The daemon answers again.") }
        // What an earlier run left behind is no state to come from: nothing has happened just now.
        let before = isRecalled ? nil : snapshot
        (link, isRecalled) = (.connected, false)
        snapshot = new
        stats.add(new, at: now)
        if let before { eventLog.note(from: before, to: new) }
        guard let before else { return effects }
        if before.revision != new.revision { revision += 1 }
        for job in new.jobs.reversed() where job.state.isFinal {
            guard let known = before.jobs.first(where: { $0.id == job.id }) ?? unknown(job, before: before),
                !known.state.isFinal
            else { continue }
            effects += announce(job)
        }
        return effects
    }

    /// A job that started and ended between two snapshots.
    private func unknown(_ job: Job, before: Snapshot) -> Job? {
        guard job.id > before.jobs.map(\.id).max() ?? 0 else { return nil }
        var begun = job
        begun.state = .running
        return begun
    }

    private mutating func announce(_ job: Job) -> [Effect] {
        revision += 1
        switch job.state {
        case .failed:
            let error = job.error ?? DustyError(.failed, "it failed")
            let text = Wording.failure(of: job.title, error)
            return say(.failure, text) + (preferences.alert.map { [.alert($0, text)] } ?? [])
        case .cancelled: return say(.info, "\(job.title) was cancelled.")
        default:
            let rows = (snapshot?.apps ?? []) + (snapshot?.services ?? [])
            let urls = rows.flatMap(\.urls).filter { $0.hasPrefix("http") }.prefix(4)
            let hint = job.kind == .up && !urls.isEmpty ? " \(urls.joined(separator: " "))" : ""
            return say(.info, "\(job.title): done in \(Amount.took(job.seconds(at: now))).\(hint)")
        }
    }

    /// The daemon does not answer, or answers that the stack that was shown is gone: then its own is shown.
    mutating func lose(_ error: DustyError, retryAt: Timestamp, since lastSign: Timestamp) -> [Effect] {
        if case .lost(let since, _, _) = link {
            link = .lost(since: since, error: error, retryAt: retryAt)
        } else if case .connecting(_, let rows?) = link {
            link = .lost(since: rows, error: error, retryAt: retryAt)
        } else {
            link = .lost(since: lastSign, error: error, retryAt: retryAt)
        }
        logs.end(error)
        guard error.code == .notFound, let gone = snapshot?.stack, !isRecalled, gone != StackNames.standardName else {
            return []
        }
        return [.openStack(StackNames.standardName, "The stack \(gone) is gone. This is the daemon's own.")]
    }

    /// The bundles after a change.
    mutating func adopt(_ bundles: [BundleStatus]) -> [Effect] {
        snapshot?.bundles = bundles
        let active = bundles.filter(\.active).map(\.name)
        let text = active.isEmpty ? "No bundle is active." : "Active bundles: \(active.joined(separator: ", "))."
        return say(.info, text + " \(key(.bringUp)) brings them up.")
    }
}
