import DustyCore
import DustyTerminal

/// What deserves attention now, earlier failures, and messages.
struct FailureItems {
    /// Minutes after which a failed job counts as past, if nothing else says so.
    private static let fresh = 10.0 * 60

    let model: Model

    init(_ model: Model) { self.model = model }

    /// The items of a list, the most urgent first.
    func items(showsOld: Bool) -> [FailureList.Item] {
        // What passes was the answer to a key, and deserves no more attention.
        current + (showsOld ? old : []) + messages { $0.weight != .info && !$0.passes || showsOld }
    }

    /// What is failed now. Everything that counts failures counts these.
    var failures: [FailureList.Item] { rows + repos + jobs.filter { !isOver($0) }.map(item) }

    /// What is so now.
    var current: [FailureList.Item] {
        warnings + failures
    }

    /// `2 failed, 1 warning`.
    var counts: String {
        let warnings = warnings.count
        return "\(failures.count) failed" + (warnings > 0 ? ", \(Amount.things(warnings, "warning"))" : "")
    }

    /// Whether there are messages that are neither a failure nor a warning.
    var hasRemarks: Bool { model.notices.contains { $0.weight == .info } }

    /// Past failed jobs.
    var old: [FailureList.Item] { jobs.filter(isOver).map(item) }

    private var jobs: [Job] {
        (model.snapshot?.jobs ?? []).filter {
            $0.state == .failed && !model.failures.dismissed.contains(FailureState.mark(of: $0))
        }
    }

    /// Whether the same has succeeded since, or the failure is old.
    private func isOver(_ job: Job) -> Bool {
        let isRepeated = (model.snapshot?.jobs ?? []).contains {
            $0.id > job.id && $0.kind == job.kind && $0.names == job.names && $0.state.isFinal
        }
        return isRepeated || job.finishedAt.map { model.now.seconds(since: $0) > Self.fresh } ?? false
    }

    private var warnings: [FailureList.Item] {
        (model.snapshot?.warnings ?? []).map { warning in
            FailureList.Item(
                id: "warning \(warning.subject)",
                weight: .warning,
                title: "\(warning.subject): \(warning.message)",
                reasons: [warning.message] + [warning.hint].compactMap(\.self)
            )
        }
    }

    private var rows: [FailureList.Item] {
        (model.allContainers(in: .apps) + model.allContainers(in: .services)).filter(model.isFailing)
            .map { row in
                let why = row.message.map { ": \($0)" } ?? ""
                let restarts =
                    row.restarts > 0 ? ["Restarted by the engine \(Amount.things(row.restarts, "time"))."] : []
                return FailureList.Item(
                    id: "row \(row.name)",
                    weight: .failure,
                    title: "\(row.name) \(row.stateText(in: model))\(why)",
                    time: [begun(row), row.since].compactMap(\.self).min(),
                    begun: begun(row),
                    reasons: ["\(row.name) \(row.predicate)."] + stale(row) + [row.message].compactMap(\.self)
                        + restarts,
                    end: lastLines(of: .containers([row.name])),
                    subject: .row(row.name)
                )
            }
    }

    private var repos: [FailureList.Item] {
        (model.snapshot?.sync ?? []).filter { $0.state == .failed }.map { repo in
            FailureList.Item(
                id: "repo \(repo.repo)",
                weight: .failure,
                title: "sync of \(repo.shortName): \(repo.message ?? "failed")",
                reasons: [repo.message ?? "It failed.", "from \(repo.path)"],
                subject: .repo(repo.repo)
            )
        }
    }

    /// Whether it is no more than what was last known.
    private func stale(_ row: ContainerStatus) -> [String] {
        row.staleSince(link: model.link).map { ["As of \(model.clock($0)): nothing newer is known."] } ?? []
    }

    /// Since when it fails: one that crashes again and again does not fail anew each time.
    private func begun(_ row: ContainerStatus) -> Timestamp? {
        guard row.restarts > 1 || row.state == .restarting else { return row.since }
        let events = model.eventLog.events.filter { $0.name == row.name && $0.weight != .info }
        return events.map { $0.first ?? $0.time }.min()
    }

    /// The end of what a log says, if that log is held.
    private func lastLines(of subject: LogSubject) -> [String] {
        guard model.logs.subject == subject, !model.logs.isDetached else { return [] }
        let buffer = model.logs.buffer
        let texts = (max(buffer.firstID, buffer.endID - 200)..<buffer.endID).compactMap { id -> String? in
            guard let line = buffer[id], line.stream != .dusty else { return nil }
            return line.content.text
        }
        return Self.end(texts)
    }

    private static func end(_ texts: [String]) -> [String] {
        let last = texts.suffix(10)
        return last.isEmpty ? [] : ["", "its last \(Amount.things(last.count, "line")):"] + last
    }

    private static func id(of job: Job) -> String { "job \(job.id)" }

    private func item(of job: Job) -> FailureList.Item {
        let message = job.error?.message ?? "failed"
        let step = job.steps.first { $0.state == .failed }.map { "failed at: \($0.title)" }
        let problems = (job.error?.problems ?? []).map { Sanitizer.plain($0.description) }
        return FailureList.Item(
            id: Self.id(of: job),
            weight: .failure,
            title: "job \(job.id) \(job.title): \(message)",
            time: job.finishedAt,
            reasons: [step, message].compactMap(\.self) + problems + [job.error?.hint].compactMap(\.self),
            end: output(of: job),
            subject: .job(job.id)
        )
    }

    private func output(of job: Job) -> [String] {
        let held = lastLines(of: .job(job.id))
        guard held.isEmpty else { return held }
        let suites = (job.tests ?? []).filter { $0.result != .passed }.flatMap(\.output)
        return Self.end((suites.isEmpty ? job.tail : suites).map(Sanitizer.plain).filter { !$0.isEmpty })
    }

    private func messages(_ isWanted: (Notice) -> Bool) -> [FailureList.Item] {
        // A job that failed says it itself, or was dismissed.
        let said = (model.snapshot?.jobs ?? []).filter { $0.state == .failed }.map {
            "\($0.title): \($0.error?.message ?? "failed")"
        }
        let left = model.notices.reversed().filter { notice in
            isWanted(notice) && !(notice.weight == .failure && said.contains { notice.text.hasPrefix($0) })
        }
        return left.map { notice in
            let time = Clock.time(notice.time, utcOffset: model.utcOffset, milliseconds: false)
            return FailureList.Item(
                id: "notice \(notice.id)",
                weight: notice.weight,
                title: "\(time) \(notice.text)",
                reasons: [notice.text]
            )
        }
    }
}
