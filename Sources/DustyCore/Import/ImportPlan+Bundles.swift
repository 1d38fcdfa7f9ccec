extension ImportPlan {
    /// Name of the bundle of a profile.
    func bundle(of profile: String) -> String { profile == mainBundle ? "\(profile)-profile" : profile }

    /// Name of the bundle of all that has no profile.
    var mainBundle: String { names.domain }

    /// The bundles, that of all that has no profile first.
    var bundleDocuments: [YAMLEntry] {
        var members: [String: [String]] = [:]
        for service in project.services {
            let profiles = (service.definition["profiles"]?.items ?? []).compactMap(\.text)
            for name in profiles.isEmpty ? [mainBundle] : profiles.map(bundle) {
                members[name, default: []].append(service.name)
            }
        }
        let order = members.keys.sorted { ($0 == mainBundle ? 0 : 1, $0) < ($1 == mainBundle ? 0 : 1, $1) }
        return order.map { name in
            let services = members[name] ?? []
            var document: YAMLValue = [
                "description": .string(
                    name == mainBundle ? "The Compose project \(project.name)" : "Profile of the Compose project"
                )
            ]
            let own = services.filter { apps.contains($0) }.map { names[$0] }.sorted()
            let others = services.filter { !apps.contains($0) }.map { names[$0] }.sorted()
            if !own.isEmpty { document["apps"] = .strings(own) }
            if !others.isEmpty { document["services"] = .strings(others) }
            return YAMLEntry(name, document)
        }
    }

    /// What became of the project's own fields.
    var projectFields: [ImportReport.Field] {
        var fields: [ImportReport.Field] = []
        func add(_ field: String, _ outcome: ImportReport.Field.Outcome, _ note: String? = nil) {
            fields.append(ImportReport.Field(service: nil, field: field, outcome: outcome, note: note))
        }
        let networks = project.networks.entries.map(\.key).filter { $0 != "default" }
        if !networks.isEmpty {
            add(
                "networks",
                .changed,
                "\(networks.joined(separator: ", ")): Dusty has one network, in which all reach all"
            )
        }
        for volume in project.volumes.entries {
            if volume.value["external"] == .bool(true) {
                add(
                    "volumes.\(volume.key)",
                    .unsupported,
                    "it begins empty: Dusty makes a volume of this name for itself"
                )
            } else if volume.value["driver_opts"] != nil || volume.value["driver"] != nil {
                add("volumes.\(volume.key)", .unsupported, "its driver and options: the volume is a plain one")
            } else {
                let old = volume.value["name"]?.text ?? volume.key
                add("volumes.\(volume.key)", .changed, "begins empty; Compose's own, \(old), is left alone")
            }
        }
        return fields
    }
}
