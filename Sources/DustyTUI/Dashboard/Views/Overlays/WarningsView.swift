import DustyCore
import DustyTerminal

/// Everything that deserves attention, and everything that was said.
enum WarningsView {
    /// Its lines.
    static func lines(of model: Model) -> [PagerView.Line] {
        var lines: [PagerView.Line] = []
        for warning in model.snapshot?.warnings ?? [] {
            lines.append(("! \(warning.subject): \(warning.message)", .warning))
            if let hint = warning.hint { lines.append(("  \(hint)", .normal)) }
        }
        for container in model.containers(in: .apps) + model.containers(in: .services)
        where container.isFailing(link: model.link) {
            let why = container.message.map { ": \($0)" } ?? ""
            lines.append(("! \(container.name) \(container.stateText(in: model))\(why)", .failure))
        }
        for repo in model.snapshot?.sync ?? [] where repo.state == .failed {
            lines.append(("! sync of \(repo.shortName): \(repo.message ?? "failed")", .failure))
        }
        for job in model.snapshot?.jobs ?? [] where job.state == .failed {
            lines.append(("! job \(job.id) \(job.title): \(job.error?.message ?? "failed")", .failure))
            if let hint = job.error?.hint { lines.append(("  \(hint)", .normal)) }
        }
        if lines.isEmpty { lines.append(("No warnings, nothing failed.", .good)) }
        guard !model.notices.isEmpty else { return lines }
        lines += [("", .normal), ("Messages, newest first", .title)]
        lines += model.notices.reversed().map { notice in
            let time = Clock.time(notice.time, utcOffset: model.utcOffset, milliseconds: false)
            return ("\(time) \(notice.text)", notice.weight.role)
        }
        return lines
    }
}
