import DustyCore
import DustyTerminal

extension Model {
    /// Where keys are looked up once nothing covers the panes.
    var contextsBelow: [KeyMap.Context] {
        var below = self
        below.overlay = nil
        return below.contexts
    }

    /// Why nothing can be changed now.
    var reasonNotToAct: String? { access.refusal ?? versionSkew ?? reasonNotToAsk }

    /// Why the daemon cannot be asked anything now.
    var reasonNotToAsk: String? {
        switch link {
        case .connected: nil
        case .connecting: "The daemon has not answered yet."
        case .lost: "The \(Self.isAway), so nothing can be asked of it now."
        }
    }

    /// What every message says that is about a daemon that has gone.
    static let isAway = "daemon does not answer"

    /// The refusal of every command that changes something.
    var refusalToAct: Refusal? { reasonNotToAct.map(Refusal.init(warning:)) }

    /// The refusal of every command that asks the daemon for something.
    var refusalToAsk: Refusal? { reasonNotToAsk.map(Refusal.init(warning:)) }

    /// The refusal of log commands if there is no log, or something else is shown.
    var refusalWithoutLog: Refusal? {
        guard logs.source != nil else {
            return Refusal("there is no log", "There is no log here: no app or service is selected.")
        }
        guard !showsLog else { return nil }
        return Refusal(
            "no log is shown",
            "This works on a log. The tab \(tab.rawValue) is shown; \(key(.previousTab)) and \(key(.nextTab)) go to the log."
        )
    }

    /// Containers that a command works on: the named ones, else the marked or selected ones.
    func containers(for call: DashboardCommand.Call) -> [ContainerStatus] {
        if call.arguments.isEmpty { return targets }
        return ((snapshot?.apps ?? []) + (snapshot?.services ?? [])).filter { call.arguments.contains($0.name) }
    }

    /// The refusal of commands on containers, which begins with what a key does to one.
    func refusal(_ call: DashboardCommand.Call, _ deed: String) -> Refusal? {
        if let refusal = refusalToAct { return refusal }
        guard containers(for: call).isEmpty else { return nil }
        return Refusal(
            "no app or service is selected",
            "\(deed) an app or a service: select one in pane 1 or 2."
        )
    }
}

extension Model {
    /// Why a daemon of another version is read-only; nil when it can be asked for anything.
    var versionSkew: String? {
        guard let daemon = snapshot?.daemon.version, Self.major(daemon) != Self.major(DustyVersion.current) else {
            return nil
        }
        return
            "The daemon is \(daemon) and this is \(DustyVersion.current), so nothing is changed from here; :upgrade makes them one."
    }

    private static func major(_ version: String) -> Substring { version.prefix { $0 != "." } }
}
