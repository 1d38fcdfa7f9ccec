/// What the wide pane shows of the selected app or service.
enum DetailTab: String, CaseIterable, Hashable, Sendable {
    case log, stats, env, ports, repos, events, spec, processes, inspect
}

/// The position in the tabs of the wide pane other than the log.
struct DetailPane: Equatable {
    /// First visible line.
    var top = 0
    /// What is looked for in it; nil for nothing.
    var search: String?
    /// The line of the match that one is at.
    var match: Int?
    /// The selected variable in env.
    var variable = Cursor()
    /// Names of variables whose secret values are shown, of this app or service only.
    var revealed: Set<String> = []
    /// Name of the app or service that this is about.
    var subject: String?
}
