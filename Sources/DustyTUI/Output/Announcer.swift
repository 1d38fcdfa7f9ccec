import DustyCore
import Synchronization

/// Reports what happens to a stack, one line for every change, so that it can be read aloud or stored.
final class Announcer: Sendable {
    private let known = Mutex<(snapshot: Snapshot?, isLost: Bool)>((nil, false))
    private let utcOffset: Int

    /// An announcer whose local time is this many seconds ahead of UTC.
    init(utcOffset: Int) {
        self.utcOffset = utcOffset
    }

    /// What to report of a snapshot: all of it the first time, what changed afterwards.
    func lines(for snapshot: Snapshot) -> [String] {
        let (before, wasLost) = known.withLock { known in
            defer { known = (snapshot, false) }
            return known
        }
        guard let before else { return first(snapshot) }
        var texts = wasLost ? ["the daemon answers again"] : []
        if before.engine.reachable != snapshot.engine.reachable {
            texts.append(snapshot.engine.reachable ? "the engine answers again" : "the engine does not answer")
        }
        if before.machine.state != snapshot.machine.state { texts.append("machine: \(snapshot.machine.state)") }
        var events = EventLog()
        events.note(from: before, to: snapshot)
        texts += events.events.map { "\($0.name): \($0.summary)" }
        texts += syncs(before, snapshot) + jobs(before, snapshot)
        texts += snapshot.warnings.filter { !before.warnings.contains($0) }.map {
            "warning: \($0.subject): \($0.message)"
        }
        return texts.map { stamped($0, snapshot.time) }
    }

    /// What to report of a daemon that does not answer; nil when that was reported already.
    func lost(_ error: DustyError) -> String? {
        let isNew = known.withLock { known in
            defer { known.isLost = true }
            return !known.isLost
        }
        return isNew ? "the daemon does not answer: \(error.message)" : nil
    }

    private func first(_ snapshot: Snapshot) -> [String] {
        var texts = [
            "machine: \(snapshot.machine.state), engine \(snapshot.engine.reachable ? "answers" : "does not answer")"
        ]
        for row in snapshot.apps + snapshot.services {
            let health = row.health.map { ", \($0)" } ?? ""
            let urls = row.urls.isEmpty ? "" : ", \(row.urls.joined(separator: " "))"
            texts.append("\(row.name): \(row.state)\(health)\(urls)")
        }
        texts += snapshot.jobs.filter { !$0.state.isFinal }.map { "job \($0.id) \($0.title): \($0.progressText)" }
        texts += snapshot.warnings.map { "warning: \($0.subject): \($0.message)" }
        return texts.map { stamped($0, snapshot.time) }
    }

    private func syncs(_ before: Snapshot, _ after: Snapshot) -> [String] {
        after.sync.compactMap { repo in
            let old = before.sync.first { $0.repo == repo.repo }
            guard old?.state != repo.state else { return nil }
            return "sync \(repo.shortName): \(repo.state.rawValue)" + (repo.message.map { ": \($0)" } ?? "")
        }
    }

    private func jobs(_ before: Snapshot, _ after: Snapshot) -> [String] {
        after.jobs.reversed().compactMap { job in
            let old = before.jobs.first { $0.id == job.id }
            guard old?.state != job.state || old?.currentStep != job.currentStep else { return nil }
            let why = job.error.map { ": \($0.message)" } ?? ""
            return "job \(job.id) \(job.title): \(job.progressText)\(why)"
        }
    }

    private func stamped(_ text: String, _ time: Timestamp) -> String {
        "\(Clock.time(time, utcOffset: utcOffset, milliseconds: false)) \(text)"
    }
}
