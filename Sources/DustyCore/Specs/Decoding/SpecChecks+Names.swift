/// Checks of the host names that specs refer to.
extension SpecChecks {
    /// Variables for the addresses of apps that answer nowhere.
    func urls() -> [SpecProblem] {
        let rules = specs.forwarding
        return specs.apps.values.flatMap { app in
            app.urls.filter { $0.rule(among: rules) == nil }.map { variable in
                let named = rules.filter { $0.hostName.lowercased() == variable.hostName.lowercased() }
                let ports = Set(named.map(\.hostPort)).sorted().map(String.init).joined(separator: ", ")
                return specs.places.problem(
                    "apps/\(app.name).yml",
                    "urls.\(variable.name)",
                    named.isEmpty
                        ? "no app answers as `\(variable.hostName)`"
                        : "`\(variable.hostName)` does not answer under port \(variable.port ?? 80)",
                    hint: named.isEmpty
                        ? Suggestion.hint(for: variable.hostName, among: Set(rules.map(\.hostName)))
                            ?? "use a `host_name` of an app's `host_forwarding`"
                        : "use one of its ports: \(ports)"
                )
            }
        }
    }
}
