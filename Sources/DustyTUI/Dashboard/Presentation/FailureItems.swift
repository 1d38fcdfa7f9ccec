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
        current + (showsOld ? old : []) + messages
    }

    /// What is so now.
    var current: [FailureList.Item] {
        warnings + rows + repos + jobs.filter { !isOver($0) }.map(item)
    }

    /// Past failed jobs.
    var old: [FailureList.Item] { jobs.filter(isOver).map(item) }

    private var jobs: [Job] {
        (model.snapshot?.jobs ?? []).filter {
            $0.state == .failed && !model.failures.dismissed.contains(Self.id(of: $0))
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
                paragraphs: [warning.message] + [warning.hint].compactMap(\.self)
            )
        }
    }

    private var rows: [FailureList.Item] {
        (model.allContainers(in: .apps) + model.allContainers(in: .services)).filter { $0.isFailing(link: model.link) }
            .map { row in
                let why = row.message.map { ": \($0)" } ?? ""
                let restarts =
                    row.restarts > 0 ? ["Restarted by the engine \(Amount.things(row.restarts, "time"))."] : []
                return FailureList.Item(
                    id: "row \(row.name)",
                    weight: .failure,
                    title: "\(row.name) \(row.stateText(in: model))\(why)",
                    time: row.since,
                    paragraphs: ["\(row.name) \(row.predicate)."] + [row.message].compactMap(\.self) + restarts,
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
                paragraphs: [repo.message ?? "It failed.", "from \(repo.path)"],
                subject: .repo(repo.repo)
            )
        }
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
            paragraphs: [step, message].compactMap(\.self) + problems + [job.error?.hint].compactMap(\.self),
            subject: .job(job.id)
        )
    }

    private var messages: [FailureList.Item] {
        model.notices.reversed().map { notice in
            let time = Clock.time(notice.time, utcOffset: model.utcOffset, milliseconds: false)
            return FailureList.Item(
                id: "notice \(notice.id)",
                weight: notice.weight,
                title: "\(time) \(notice.text)",
                paragraphs: [notice.text]
            )
        }
    }
}
