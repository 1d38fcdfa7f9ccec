/// What must be known of all services of a project before one of them becomes a spec.
struct ImportPlan: Sendable {
    let project: ImportedProject
    let facts: ImportFacts
    let names: ImportNames
    /// Services that become apps.
    let apps: Set<String>
    /// What apps have of repos, by service.
    let mounts: [String: ImportedMount]
    /// Further names that others reach a service by.
    private(set) var aliases: [String: [String]] = [:]

    init(_ project: ImportedProject, _ facts: ImportFacts) {
        self.project = project
        self.facts = facts
        let apps = Set(project.services.filter { Self.isApp($0.definition, facts) }.map(\.name))
        self.apps = apps
        mounts = Self.mounts(of: project, apps: apps, facts)
        names = ImportNames(project: project.name, services: project.services.map(\.name), apps: apps)
        for service in project.services { collectAliases(of: service) }
    }

    /// The service of a name.
    func service(_ name: String) -> ImportedProject.Service? { project.services.first { $0.name == name } }

    /// Whether a service has a health check.
    func hasHealthcheck(_ name: String) -> Bool {
        service(name).map { ComposeDialect.hasHealthcheck($0.definition) } ?? false
    }

    /// The ports that a service publishes.
    static func ports(of definition: YAMLValue) -> [ImportedPort] {
        (definition["ports"]?.items ?? []).compactMap { ImportedPort($0, image: definition["image"]?.text) }
    }

    /// Whether a service has a network of its own that ports can lead to.
    static func hasOwnNetwork(_ definition: YAMLValue) -> Bool {
        ["bridge", "default"].contains(definition["network_mode"]?.text ?? "default")
    }

    /// Whether a build has its context on this host.
    static func isBuiltHere(_ definition: YAMLValue) -> Bool {
        definition["build"]?["context"]?.text?.hasPrefix("/") ?? false
    }

    /// An image with code of a repo is an app's; any other is a program of others.
    private static func isApp(_ definition: YAMLValue, _ facts: ImportFacts) -> Bool {
        if isBuiltHere(definition) { return true }
        guard definition["build"] == nil, definition["image"] != nil, hasOwnNetwork(definition) else { return false }
        return ports(of: definition).contains(where: \.isHTTP) && candidate(definition, facts) != nil
    }

    /// Whether host names lead to a service in place of its ports: those of an app, and of others where one is a page.
    func hasHostNames(_ service: ImportedProject.Service) -> Bool {
        guard Self.hasOwnNetwork(service.definition) else { return false }
        let ports = Self.ports(of: service.definition)
        return ports.contains(where: \.isHTTP) || apps.contains(service.name) && ports.contains(where: \.isTCP)
    }

    private mutating func collectAliases(of service: ImportedProject.Service) {
        let definition = service.definition
        var own = (definition["networks"]?.entries ?? []).flatMap { $0.value["aliases"]?.items ?? [] }.compactMap(
            \.text
        )
        own += [definition["container_name"]?.text, service.name].compactMap { $0 }
        for name in own { add(name, to: service.name) }
        // A link's other name is a name of what it leads to: there is one network, and everybody in it sees the same names.
        for link in (definition["links"]?.items ?? []).compactMap(\.text) {
            if let (target, alias) = link.cut(at: ":") { add(alias, to: target) }
        }
    }

    private mutating func add(_ alias: String, to service: String) {
        guard alias != names[service], !(aliases[service] ?? []).contains(alias) else { return }
        aliases[service, default: []].append(alias)
    }
}
