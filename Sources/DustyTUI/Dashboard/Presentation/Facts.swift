import DustyCore
import DustyTerminal

/// What is known of an app, a service or a repo, as names and texts.
enum Facts {
    /// One fact; one without a name continues the previous one.
    typealias Fact = (name: String, text: String, role: Style.Role)

    /// Columns for the names with a blank after the longest.
    static func labelWidth(of facts: [Fact]) -> Int {
        max(8, (facts.map { TextWidth.columns(of: $0.name) }.max() ?? 0) + 1)
    }

    /// Of an app or a service.
    static func of(_ container: ContainerStatus, in model: Model) -> [Fact] {
        var facts: [Fact] = [("state", stateText(of: container, in: model), container.stateRole(in: model))]
        func add(_ name: String, _ text: String?) {
            if let text, !text.isEmpty { facts.append((facts.last?.name == name ? "" : name, text, .normal)) }
        }
        if let message = container.message { facts.append(("why", message, .warning)) }
        if let ending = container.ending {
            let grace = Amount.age(ending.killAt.seconds(since: ending.since))
            facts.append(("why", "asked to end; killed \(grace) later unless it does", .busy))
        }
        add("shared", container.sharing?.replacing("shared with", with: "with"))
        add("health", container.health?.rawValue)
        add("image", container.image)
        add("id", container.container.map { String($0.prefix(12)) })
        for url in container.urls { add("url", url) }
        for port in container.ports { add("ports", port.split(separator: ":").joined(separator: " > ")) }
        for repo in container.repos { add("repos", Wording.shortName(repo)) }
        add("sync", container.sync?.rawValue)
        for repo in container.olderCode ?? [] {
            facts.append(("older code", "\(Wording.shortName(repo)) changed after it started", .warning))
        }
        add("cpu", container.cpuPercent.map { "\(Amount.percent($0))% of one core" })
        let limit = container.memoryLimitBytes.map { " of \(Amount.bytes($0))" } ?? ""
        add("memory", container.memoryBytes.map { Amount.bytes($0) + limit })
        if container.restarts > 0 {
            let code = container.lastExit.map { ", the last time after exit code \($0)" } ?? ""
            add("restarts", Amount.count(container.restarts) + code)
        }
        if container.outdated == true {
            let text = "its variables or its spec have changed; \(model.key(.bringUp)) makes its container again"
            facts.append(("changed", text, .warning))
        }
        if !container.wanted { facts.append(("wanted", "no active bundle needs it", .warning)) }
        return facts
    }

    /// Of a repo.
    static func of(_ repo: SyncStatus) -> [Fact] {
        var facts: [Fact] = [
            ("state", repo.state.rawValue, repo.state.role), ("repo", repo.repo, .normal),
            ("from", repo.path, .normal), ("kind", repo.overridden ? "override" : "managed clone", .normal),
        ]
        if let message = repo.message { facts.append(("why", message, .failure)) }
        if let follow = repo.follow { facts.append(("follows", follow.text, follow.isWell ? .normal : .failure)) }
        return facts
    }

    private static func stateText(of container: ContainerStatus, in model: Model) -> String {
        if container.staleSince(link: model.link) != nil {
            return container.stateText(in: model)
        }
        let age = container.ageText(in: model)
        return age == "-" || container.ending != nil
            ? container.stateText(in: model) : "\(container.stateText(in: model)) for \(age)"
    }
}
