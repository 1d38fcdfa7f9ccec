/// What the wide pane shows of the selected app or service.
enum DetailTab: String, CaseIterable, Hashable, Sendable {
    case log, stats, env, ports, repos, events, spec
}

/// The position in the tabs of the wide pane other than the log.
struct DetailPane: Equatable {
    /// First visible line.
    var top = 0
    /// The selected variable in env.
    var variable = Cursor()
    /// Names of variables whose secret values are shown, of this app or service only.
    var revealed: Set<String> = []
    /// Name of the app or service that this is about.
    var subject: String?
}
