import DustyCore
import DustyTerminal

/// What is needed before there is anything to see, each with what to do about it.
struct Checklist: Equatable {
    /// One line.
    struct Item: Equatable {
        /// Whether it holds; nil while that is not known.
        var isOK: Bool?
        var name: String
        var text: String
        /// What to do; nil when there is nothing.
        var remedy: String?
    }

    let items: [Item]

    /// The list for a model.
    init(_ model: Model) {
        var items = [Self.daemon(model)]
        if let snapshot = model.snapshot, model.link == .connected {
            items += [Self.engine(snapshot), Self.specs(snapshot), Self.bundles(snapshot, model)]
            items += Self.doctor(model)
        }
        self.items = items
    }

    private static func daemon(_ model: Model) -> Item {
        switch model.link {
        case .connecting: return Item(name: "daemon", text: "asking \(model.socketPath)")
        case .connected: return Item(isOK: true, name: "daemon", text: "answers on \(model.socketPath)")
        case .lost(_, let error, _):
            let remedy = error.hint ?? "Start it as root: `dusty -d`. This page goes on by itself."
            return Item(isOK: false, name: "daemon", text: error.message, remedy: remedy)
        }
    }

    private static func engine(_ snapshot: Snapshot) -> Item {
        let engine = snapshot.engine
        guard !engine.reachable else {
            return Item(isOK: true, name: "engine", text: "Docker \(engine.version ?? "") answers")
        }
        let text = engine.message ?? "Docker does not answer"
        return Item(isOK: false, name: "engine", text: text, remedy: "Start Docker; `dusty doctor` says more.")
    }

    private static func specs(_ snapshot: Snapshot) -> Item {
        guard snapshot.bundles.isEmpty else {
            return Item(
                isOK: true,
                name: "specs",
                text: "\(Amount.things(snapshot.bundles.count, "bundle")) to choose from"
            )
        }
        let text =
            snapshot.warnings.first { $0.subject == .specs }?.message ?? "no specs repo is set, or it has no bundles"
        return Item(isOK: false, name: "specs", text: text, remedy: "Run `dusty setup`, or :setup here.")
    }

    private static func bundles(_ snapshot: Snapshot, _ model: Model) -> Item {
        let active = snapshot.bundles.filter(\.active).map(\.name)
        let up = model.key(.bringUp)
        guard active.isEmpty else {
            let text = "\(active.joined(separator: ", ")) chosen"
            return Item(isOK: true, name: "bundles", text: text, remedy: "\(up) brings them up.")
        }
        let remedy = snapshot.bundles.isEmpty ? nil : "\(model.key(.bundles)) chooses some, then \(up) brings them up."
        return Item(isOK: false, name: "bundles", text: "none is active", remedy: remedy)
    }

    /// The daemon's findings on its host, except those already covered by the lines above.
    private static func doctor(_ model: Model) -> [Item] {
        let said: Set<String> = ["engine", "specs", "settings"]
        switch model.answers[.doctor] {
        case .doctor(let report):
            return report.checks.filter { !said.contains($0.name) }.map { check in
                Item(isOK: check.state != .failure, name: check.name, text: check.message, remedy: check.remedy)
            }
        case .refused(let error): return [Item(isOK: false, name: "doctor", text: error.message, remedy: error.hint)]
        default: return [Item(name: "host", text: "being examined")]
        }
    }
}

extension Model {
    /// Whether there is nothing to show but what is missing.
    var showsChecklist: Bool {
        guard let snapshot else {
            if case .lost = link { return true }
            return false
        }
        return snapshot.apps.isEmpty && snapshot.services.isEmpty && snapshot.jobs.allSatisfy(\.state.isFinal)
    }
}
