extension ServiceImport {
    /// `depends_on`: links of an app, which Dusty starts first and waits for; of a service as it is.
    mutating func takeDependencies(_ value: YAMLValue) {
        guard isApp else {
            compose["depends_on"] = .map(value.entries.map { YAMLEntry(plan.names[$0.key], $0.value) })
            return taken("depends_on")
        }
        var kept: YAMLValue = [:]
        var notes: [String] = []
        for entry in value.entries {
            let target = plan.names[entry.key]
            let condition = entry.value["condition"]?.text ?? "service_started"
            let isOptional = entry.value["required"] == .bool(false)
            link(entry.key, optional: isOptional)
            if isOptional { notes.append("\(target) is waited for only when it is on") }
            let isHealthy = plan.hasHealthcheck(entry.key)
            switch (condition, isHealthy) {
            case ("service_started", true): notes.append("waits until \(target) is healthy")
            case ("service_started", false), ("service_healthy", true): break
            default: kept[target] = ["condition": .string(condition)]
            }
        }
        if !kept.entries.isEmpty { compose["depends_on"] = kept }
        notes.isEmpty ? taken("depends_on") : changed("depends_on", notes.joined(separator: "; "))
    }

    /// `links`: of an app dependencies; other names in them are aliases in the one network.
    mutating func takeLinks(_ value: YAMLValue) {
        let links = (value.items ?? []).compactMap(\.text)
        guard !links.isEmpty else { return taken("links") }
        for text in links {
            let target = text.cut(at: ":")?.0 ?? text
            guard isApp else { continue }
            link(target, optional: false)
        }
        if !isApp { compose["links"] = .list(links.map { .string(plan.names[$0.cut(at: ":")?.0 ?? $0]) }) }
        let hasAliases = links.contains { $0.contains(":") }
        hasAliases ? changed("links", "other names in links are aliases that everything sees") : taken("links")
    }

    /// `networks`: Dusty has one, in which everything reaches everything.
    mutating func takeNetworks(_ value: YAMLValue) {
        if value == ["default": .null] { return }
        let names = value.entries.map(\.key).filter { $0 != "default" }
        let addresses = value.entries.filter { entry in
            ["ipv4_address", "ipv6_address", "mac_address"].contains { entry.value[$0] != nil }
        }
        if !addresses.isEmpty {
            unsupported("networks", "fixed addresses: use the service's name in their place")
        } else if names.isEmpty {
            taken("networks")
        } else {
            changed("networks", "\(names.joined(separator: ", ")): everything is in one network")
        }
    }

    private mutating func link(_ target: String, optional: Bool) {
        let kind = plan.apps.contains(target) ? "apps" : "services"
        let key = optional ? "conditional_links" : "depends"
        var links = app[key] ?? [:]
        var names = links[kind]?.items ?? []
        let name = YAMLValue.string(plan.names[target])
        if !names.contains(name) { names.append(name) }
        links[kind] = .list(names)
        app[key] = links
    }
}
