extension SpecChecks {
    /// Apps and services must start in some order, libs must be installed in some order. Conditional links count: they
    /// determine order too.
    func cycles() -> [SpecProblem] {
        let containers = NameGraph.cycles(among: Array(specs.apps.keys) + Array(specs.services.keys)) { name in
            containerEdges(name).map(\.name)
        }
        let libs = NameGraph.cycles(among: Array(specs.libs.keys)) { specs.libs[$0]?.libs ?? [] }
        return containers.map { cycle in
            let key = containerEdges(cycle[0]).first { $0.name == cycle[1] }?.key ?? ""
            return problem(cycle, file: specs.apps[cycle[0]] == nil ? "services" : "apps", key: key)
        }
            + libs.map { cycle in
                let index = specs.libs[cycle[0]]?.libs.firstIndex(of: cycle[1]) ?? 0
                return problem(cycle, file: "libs", key: "depends.libs.\(index)")
            }
    }

    private func containerEdges(_ name: String) -> [ComposeReference] {
        guard let app = specs.apps[name] else {
            return specs.services[name].map { ComposeReference.all(in: $0.compose) } ?? []
        }
        let lists = [
            ("depends.apps", app.depends.apps), ("depends.services", app.depends.services),
            ("conditional_links.apps", app.conditionalLinks.apps),
            ("conditional_links.services", app.conditionalLinks.services),
        ]
        return lists.flatMap { key, names in
            names.enumerated().map { ComposeReference(name: $1, key: "\(key).\($0)") }
        } + app.composeReferences
    }

    private func problem(_ cycle: [String], file: String, key: String) -> SpecProblem {
        specs.places.problem(
            "\(file)/\(cycle[0]).yml",
            key,
            "this closes a cycle: \(cycle.joined(separator: " -> "))",
            hint: "remove one of these dependencies"
        )
    }
}
