import DustyCore
import DustyTerminal

/// What is known of the selected row, and below it the latest messages; only on wide screens.
enum DetailView {
    /// Draws both parts.
    static func draw(_ model: Model, into frame: inout Frame, in rect: Rect) {
        var rest = rect
        let facts = model.list == .sync ? repoFacts(model) : containerFacts(model)
        let title = model.list == .sync ? model.selectedRepo?.shortName : model.shownContainer?.name
        let top = rest.takeTop(min(facts.count + 2, rect.height * 2 / 3))
        TitleView.draw(title ?? "Nothing selected", note: "", isActive: false, into: &frame, in: top.row(0))
        for (offset, fact) in facts.enumerated() where offset + 1 < top.height {
            let row = top.row(offset + 1)
            frame.write(fact.name, x: row.x + 1, y: row.y, width: 8, style: Style(.dim))
            let text = TextWidth.truncated(fact.text, to: row.width - 10)
            frame.write(text, x: row.x + 9, y: row.y, width: row.width - 9, style: Style(fact.role))
        }
        TitleView.draw("messages", note: "W shows all", isActive: false, into: &frame, in: rest.row(0))
        for (offset, notice) in model.notices.suffix(max(0, rest.height - 1)).reversed().enumerated() {
            let time = Clock.time(notice.time, utcOffset: model.utcOffset, milliseconds: false)
            let text = TextWidth.truncated(" \(time) \(notice.text)", to: rest.width - 1)
            frame.write(text, in: rest.row(offset + 1), style: Style(notice.weight.role))
        }
    }

    private static func containerFacts(_ model: Model) -> [(name: String, text: String, role: Style.Role)] {
        guard let container = model.shownContainer else { return [] }
        var facts: [(name: String, text: String, role: Style.Role)] = [
            ("state", stateText(of: container, in: model), container.stateRole(in: model))
        ]
        func add(_ name: String, _ text: String?) {
            if let text, !text.isEmpty { facts.append((facts.last?.name == name ? "" : name, text, .normal)) }
        }
        if let message = container.message { facts.append(("why", message, .warning)) }
        add("health", container.health)
        add("image", container.image)
        add("id", container.container.map { String($0.prefix(12)) })
        for url in container.urls { add("url", url) }
        for port in container.ports { add("ports", port.split(separator: ":").joined(separator: " > ")) }
        for repo in container.repos { add("repos", Wording.shortName(repo)) }
        add("sync", container.sync?.rawValue)
        add("cpu", container.cpuPercent.map { "\(Amount.percent($0))% of one core" })
        let limit = container.memoryLimitBytes.map { " of \(Amount.bytes($0))" } ?? ""
        add("memory", container.memoryBytes.map { Amount.bytes($0) + limit })
        if container.restarts > 0 { add("restarts", Amount.count(container.restarts)) }
        if !container.wanted { facts.append(("wanted", "no active bundle needs it", .warning)) }
        return facts
    }

    private static func stateText(of container: ContainerStatus, in model: Model) -> String {
        if container.staleSince(link: model.link) != nil {
            return "\(container.stateText(in: model)), was \(container.state)"
        }
        let age = container.ageText(in: model)
        return age == "-" ? container.stateText(in: model) : "\(container.stateText(in: model)) for \(age)"
    }

    private static func repoFacts(_ model: Model) -> [(name: String, text: String, role: Style.Role)] {
        guard let repo = model.selectedRepo else { return [] }
        var facts: [(name: String, text: String, role: Style.Role)] = [
            ("state", repo.state.rawValue, repo.state.role), ("repo", repo.repo, .normal),
            ("from", repo.path, .normal), ("kind", repo.overridden ? "override" : "managed clone", .normal),
        ]
        if let message = repo.message { facts.append(("why", message, .failure)) }
        return facts
    }
}

extension Notice.Weight {
    /// How it looks.
    var role: Style.Role {
        switch self {
        case .info: .normal
        case .warning: .warning
        case .failure: .failure
        }
    }
}
