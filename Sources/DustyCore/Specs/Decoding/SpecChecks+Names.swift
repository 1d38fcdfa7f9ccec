/// Checks of the host names that specs refer to.
extension SpecChecks {
    /// Host names lead to a container by a network of its own.
    func networks() -> [SpecProblem] {
        specs.containers.filter { !$0.hostForwarding.isEmpty }.compactMap { spec in
            let key = spec.compose["network_mode"] == nil ? "net" : "network_mode"
            guard let mode = spec.compose[key]?.text, !["bridge", "default"].contains(mode) else { return nil }
            return specs.places.problem(
                spec.file,
                spec.path(ofCompose: key),
                "no host name leads to a container without a network of its own",
                hint: "remove `\(key)`, or move `host_forwarding` to what has the network"
            )
        }
    }

    /// Variables for the addresses of what answers nowhere.
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
                        ? "no app or service answers as `\(variable.hostName)`"
                        : "`\(variable.hostName)` does not answer under port \(variable.port ?? 80)",
                    hint: named.isEmpty
                        ? Suggestion.hint(for: variable.hostName, among: Set(rules.map(\.hostName)))
                            ?? "use a `host_name` of some `host_forwarding`"
                        : "use one of its ports: \(ports)"
                )
            }
        }
    }
}
