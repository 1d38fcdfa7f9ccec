/// Turns one service of a Compose project into the spec of an app or a service.
struct ServiceImport {
    let service: ImportedProject.Service
    let plan: ImportPlan
    /// Whether it becomes an app.
    let isApp: Bool
    /// Dusty's own keys: of an app all but those below `compose`.
    var app: YAMLValue = [:]
    /// The root on this host of the app's repo; nil without one.
    var root: String?
    /// Keys of Compose.
    var compose: YAMLValue = [:]
    /// Those of them that keep variables, as Compose reads them.
    var kept: [String: YAMLValue] = [:]
    /// Names of these variables.
    var keptNames: Set<String> = []
    /// Whether the specs have variables, so that a dollar is two.
    var hasVariables = false
    /// What became of each field.
    var fields: [ImportReport.Field] = []
    /// Variables that stay out of the specs.
    var variables: [EnvVariable] = []
    /// Texts of files that the service mounts, by path below the directory of the specs.
    var files: [String: String] = [:]

    init(_ service: ImportedProject.Service, _ plan: ImportPlan) {
        self.service = service
        self.plan = plan
        isApp = plan.apps.contains(service.name)
    }

    var definition: YAMLValue { service.definition }

    /// Name of the spec.
    var name: String { plan.names[service.name] }

    /// Path of the spec.
    var path: String { "\(isApp ? "apps" : "services")/\(name).yml" }

    /// The spec as a document.
    var spec: YAMLValue {
        var compose = hasVariables ? ComposeDialect.escapingDollars(compose) : compose
        for (key, value) in kept where compose[key] != nil { compose[key] = value }
        guard isApp else { return .map(compose.entries + app.entries) }
        var result = app
        if !compose.entries.isEmpty { result["compose"] = compose }
        return result
    }

    /// Does the work.
    mutating func run() {
        // First, since what is mounted from a repo decides how the image's directory is written.
        takeVolumes()
        mountBuilt()
        if let develop = definition["develop"] { takeWatch(develop) }
        for entry in definition.entries where entry.value != .null {
            take(entry)
            keepText(of: entry.key)
            noteVariables(entry.key)
            note(entry)
        }
        if let files = service.written?["env_file"], files != .null { noteEnvFiles(files) }
        takeAliases()
        if isApp, !ImportPlan.isBuiltHere(definition) { app["image"] = definition["image"] }
    }

    /// No field is left without a word.
    private mutating func note(_ entry: YAMLEntry) {
        let isKnown = fields.contains { $0.field == entry.key || $0.field.hasPrefix("\(entry.key).") }
        if isKnown || entry.key == "networks" && entry.value == ["default": .null] { return }
        changed(entry.key, "says nothing that is not so anyway")
    }

    /// Specs are shared, so the report names each field that now holds a value of an env file.
    private mutating func noteVariables(_ key: String) {
        let filed = ImportedVariables.references(in: service.written?[key] ?? .null)
            .intersection(plan.facts.variables).sorted()
        let isWritten = fields.contains {
            ($0.field == key || $0.field.hasPrefix("\(key).")) && $0.outcome != .unsupported
        }
        let idle = key == "ports" ? idlePortVariables.intersection(filed) : []
        if !idle.isEmpty {
            let names = idle.sorted().joined(separator: ", ")
            changed(key, "\(names) of the env file is not needed: host names lead there")
        }
        let held = filed.filter { !idle.contains($0) }
        let isNameOnly = key == "image" && isApp && ImportPlan.isBuiltHere(definition)
        guard key != "environment", kept[key] == nil, isWritten, !isNameOnly, !Self.isIdle(key), !held.isEmpty else {
            return
        }
        fields.removeAll { $0.field == key && $0.outcome == .taken }
        changed(key, "holds the value that the env file has for \(held.joined(separator: ", "))")
    }

    private mutating func take(_ entry: YAMLEntry) {
        switch entry.key {
        case "volumes", "develop", "env_file": break
        case "build": takeBuild(entry.value)
        case "image": takeImage(entry.value)
        case "container_name":
            changed("container_name", "Dusty names containers; others reach this one as \(entry.value.text ?? "") too")
        case "depends_on": takeDependencies(entry.value)
        case "links": takeLinks(entry.value)
        case "environment": takeEnvironment()
        case "ports": takePorts()
        case "networks": takeNetworks(entry.value)
        case "profiles":
            let names = (entry.value.items ?? []).compactMap(\.text)
            changed("profiles", "bundle \(names.map { plan.bundle(of: $0) }.joined(separator: ", "))")
        case "secrets", "configs": takeMountedFiles(entry.key, entry.value)
        case "deploy", "scale": takeCount(entry)
        default: pass(entry)
        }
    }

    /// Whether a key changes nothing of what runs.
    private static func isIdle(_ key: String) -> Bool {
        ["attach", "annotations"].contains(key) || key.hasPrefix("x-")
    }

    /// A key that specs have as Compose has it.
    private mutating func pass(_ entry: YAMLEntry) {
        if Self.isIdle(entry.key) {
            return changed(entry.key, "has no effect on what runs, left out")
        }
        guard SpecTable.service[entry.key] != nil else {
            return unsupported(entry.key, "specs have no such key")
        }
        compose[entry.key] = renamed(entry)
        taken(entry.key)
    }

    /// The value of a key with names of services as specs have them.
    private func renamed(_ entry: YAMLEntry) -> YAMLValue {
        switch entry.key {
        case "network_mode", "ipc", "pid":
            guard let text = entry.value.text, text.hasPrefix("service:") else { return entry.value }
            return .string("service:" + plan.names[String(text.dropFirst("service:".count))])
        case "volumes_from":
            return .list(
                (entry.value.items ?? []).map { item in
                    guard let text = item.text, !text.hasPrefix("container:") else { return item }
                    let (name, mode) = text.cut(at: ":") ?? (text, "")
                    return .string(plan.names[name] + (mode.isEmpty ? "" : ":\(mode)"))
                }
            )
        case "tmpfs":
            // Those that were volumes come first.
            return .list((compose["tmpfs"]?.items ?? []) + (entry.value.items ?? [entry.value]))
        default: return entry.value
        }
    }

    /// Everything is in one network; further names of a service are aliases there.
    private mutating func takeAliases() {
        guard let aliases = plan.aliases[service.name], ImportPlan.hasOwnNetwork(definition) else { return }
        compose["networks"] = ["default": ["aliases": .strings(aliases)]]
    }

    // MARK: - What became of a field

    mutating func taken(_ field: String, _ note: String? = nil) { add(field, .taken, note) }

    mutating func changed(_ field: String, _ note: String) { add(field, .changed, note) }

    mutating func unsupported(_ field: String, _ note: String) { add(field, .unsupported, note) }

    private mutating func add(_ field: String, _ outcome: ImportReport.Field.Outcome, _ note: String?) {
        fields.append(ImportReport.Field(service: service.name, field: field, outcome: outcome, note: note))
    }
}
