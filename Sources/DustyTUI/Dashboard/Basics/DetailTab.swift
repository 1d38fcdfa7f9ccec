/// What the wide pane shows of the selected app or service.
enum DetailTab: String, CaseIterable, Hashable, Sendable {
    case log, stats, env, ports, repos, events, spec
}
