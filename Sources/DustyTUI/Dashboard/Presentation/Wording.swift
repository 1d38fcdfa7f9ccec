import DustyCore
import DustyTerminal

/// Sentences that are used in more than one place.
enum Wording {
    /// What failed, why, and what to do.
    static func failure(of what: String, _ error: DustyError) -> String {
        "\(what): \(sentences(error.message, error.hint))"
    }

    /// An error's message and hint as sentences; they are fragments without full stops.
    private static func sentences(_ message: String, _ hint: String?) -> String {
        func ended(_ text: String) -> String {
            text.last.map { ".!?".contains($0) } == true ? text : text + "."
        }
        guard let hint, let first = hint.first else { return hint == nil ? message : ended(message) }
        return "\(ended(message)) \(first.uppercased())\(hint.dropFirst())"
    }

    /// Last component of a repo's name, without `.git`; other names as they are.
    static func shortName(_ name: String) -> String {
        let last = name.split(separator: "/").last.map(String.init) ?? name
        return last.hasSuffix(".git") ? String(last.dropLast(4)) : last
    }

    /// The line under the header that appears only when something affects the whole screen.
    static func banner(of model: Model) -> (text: String, role: Style.Role)? {
        switch model.link {
        case .connecting(_, nil): return nil
        case .connecting(let since, let rows?):
            let seconds = Amount.tenths(max(0, model.now.seconds(since: since)))
            return ("connecting \(seconds)s; the rows are as of \(model.clock(rows))", .busy)
        case .lost(_, let error, let retryAt):
            let seconds = max(0, Amount.whole(retryAt.seconds(since: model.now).rounded(.up)))
            let retry = seconds > 0 ? "retry in \(seconds)s" : "trying now"
            if error.code == .unavailable {
                let remedy = "`dusty -d` as root starts it; "
                let texts = [" on \(model.socketPath); \(remedy)", "; \(remedy)", "; "]
                    .map { "daemon: no answer\($0)\(retry)" }
                return (texts.first { TextWidth.columns(of: $0) < model.size.width } ?? texts[2], .failure)
            }
            return ("daemon: \(error.message) (\(retry))", .failure)
        case .connected: break
        }
        guard let snapshot = model.snapshot else { return nil }
        if !snapshot.engine.reachable {
            let since = Amount.age(model.now.seconds(since: snapshot.engine.since))
            let why = snapshot.engine.message.map { ": \($0)" } ?? ""
            return ("engine: no answer for \(since)\(why)", .failure)
        }
        if snapshot.daemon.version != DustyVersion.current {
            let versions = "daemon \(snapshot.daemon.version), client \(DustyVersion.current)"
            return ("\(versions): install and restart both from one version", .warning)
        }
        return nil
    }

    /// The message of a list without rows.
    static func emptiness(of pane: Pane, in model: Model) -> String {
        if case .connecting(let since, _) = model.link {
            return "connecting \(Amount.tenths(max(0, model.now.seconds(since: since))))s"
        }
        guard let snapshot = model.snapshot else { return "waiting for the daemon" }
        if let filter = model.selection.filters[pane], !model.allRows(in: pane).isEmpty {
            let back = model.key(.back, in: [.lists, .anywhere])
            return "No row matches \(filter.text). \(back) shows all \(model.allRows(in: pane).count)."
        }
        let isActive = snapshot.bundles.contains(where: \.active)
        switch pane {
        case .apps:
            return isActive
                ? "No apps in the active bundles." : "No active bundles. \(model.key(.bundles)) picks bundles."
        case .services: return isActive ? "No services in the active bundles." : "No active bundles."
        case .sync: return "No repos in use."
        case .jobs: return "Nothing running. Recent jobs appear here."
        case .machine, .logs: return ""
        }
    }

    /// What to do when the daemon has never answered.
    private static func noDaemon(_ model: Model) -> String {
        guard case .lost(_, let error, _) = model.link else { return "" }
        let hint = error.hint ?? "Start it with `dusty -d` as root; this screen comes to life by itself."
        return sentences(error.message, hint)
    }

    /// The message of a log that has lines but shows none.
    static func hiddenLog(of model: Model) -> String {
        let hidden = Amount.things(model.logs.buffer.count, "line")
        guard let filter = model.logs.filter else {
            return "\(hidden) hidden by \(model.key(.clearLog)); what comes is shown."
        }
        if model.logs.hasWork { return "Looking through \(Amount.things(model.logs.buffer.count, "line"))." }
        guard filter.isByText else {
            return "\(model.logs.muted.sorted().joined(separator: " and ")) left out, which is all of \(hidden)."
        }
        let keys = "\(model.key(.filter)) changes it, \(model.key(.back, in: [.logs, .anywhere])) in the log ends it."
        return "The filter `\(filter.text)` hides all of \(hidden). \(keys)"
    }

    /// The message of a log without lines.
    static func emptyLog(of model: Model) -> String {
        if case .job(let id) = model.logs.subject {
            switch model.logs.stream {
            case .failed(let message): return "The output of job \(id) cannot be read: \(message)"
            case .opening: return "opening the output of job \(id)"
            case .open, .ended: return "Job \(id) has printed nothing."
            }
        }
        guard let container = model.shownContainer else {
            return model.snapshot == nil ? noDaemon(model) : "Select an app or a service to see its log."
        }
        let name = container.name
        if case .lost = model.link { return "No log of \(name) while the daemon is away." }
        switch model.logs.stream {
        case .failed(let message): return "The log of \(name) cannot be read: \(message)"
        case .opening(let since) where model.now.seconds(since: since) < 2: return "opening \(name) log"
        default: break
        }
        switch container.state {
        case .missing: return "\(name) has no container yet. \(model.key(.bringUp)) brings it up."
        case .stopped, .exited:
            let start = model.key(.stopOrStart, or: ":start")
            return "\(name) is not running (\(container.state)) and has written nothing. \(start) starts it."
        default:
            let age =
                container.since.map { " since it started \(Amount.age(model.now.seconds(since: $0))) ago" } ?? " yet"
            return "\(name) has written nothing\(age)."
        }
    }
}

extension DustyError {
    /// The error itself, or one with the text of an unexpected one.
    init(describing error: any Error) {
        self = error as? DustyError ?? DustyError(.internal, "\(error)")
    }
}

extension JobRequest {
    /// The request, in a few words.
    var title: String {
        names.isEmpty ? kind.words : "\(kind.words) \(names.map(Wording.shortName).joined(separator: ", "))"
    }
}
