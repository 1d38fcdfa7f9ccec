extension SpecChecks {
    /// Apps and services must start in some order, libs be installed in some order. Conditional links count: they are order too.
    func cycles() -> [SpecProblem] {
        let containers = Closure.cycle(
            among: Array(specs.apps.keys) + Array(specs.services.keys),
            edges: containerEdges
        )
        let libs = Closure.cycle(among: Array(specs.libs.keys)) { specs.libs[$0]?.libs ?? [] }
        return [containers.map { problem($0, keys: containerKeys) }, libs.map { problem($0, keys: libKeys) }]
            .compactMap { $0 }
    }

    private func containerEdges(_ name: String) -> [String] {
        if let app = specs.apps[name] {
            return app.depends.apps + app.depends.services + app.conditionalLinks.apps + app.conditionalLinks.services
        }
        return specs.services[name]?.linkedNames ?? []
    }

    /// Where a name refers to another: file and key.
    private func containerKeys(_ name: String, _ target: String) -> (file: String, key: String) {
        guard let app = specs.apps[name] else { return ("services/\(name).yml", "links") }
        let lists = [
            ("depends.apps", app.depends.apps), ("depends.services", app.depends.services),
            ("conditional_links.apps", app.conditionalLinks.apps),
            ("conditional_links.services", app.conditionalLinks.services),
        ]
        for (key, names) in lists {
            if let index = names.firstIndex(of: target) { return ("apps/\(name).yml", "\(key).\(index)") }
        }
        return ("apps/\(name).yml", "depends")
    }

    private func libKeys(_ name: String, _ target: String) -> (file: String, key: String) {
        let index = specs.libs[name]?.libs.firstIndex(of: target) ?? 0
        return ("libs/\(name).yml", "depends.libs.\(index)")
    }

    private func problem(
        _ cycle: [String],
        keys: (String, String) -> (file: String, key: String)
    ) -> SpecProblem {
        let (file, key) = keys(cycle[0], cycle[1])
        return specs.places.problem(
            file,
            key,
            "this closes a cycle: \(cycle.joined(separator: " -> "))",
            hint: "Remove one of these dependencies."
        )
    }
}
