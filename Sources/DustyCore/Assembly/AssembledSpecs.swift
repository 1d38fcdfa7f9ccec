/// The specs that the active bundles need, in the orders in which they are used.
public struct AssembledSpecs: Sendable {
    /// The specs they come from.
    public var specs: Specs
    /// Active bundles that the specs know, sorted by name.
    public var bundles: [BundleSpec]
    /// Active bundles that the specs do not know, sorted by name.
    public var unknownBundles: [String]
    /// Active apps, sorted by name. Their `depends.libs` is the closure: dependencies first, ties by name.
    public var apps: [AppSpec]
    /// Libs of active apps: dependencies first, ties by name.
    public var libs: [LibSpec]
    /// Services of active apps and bundles, and services that these link to, sorted by name.
    public var services: [ServiceSpec]

    /// Assembles the closure of some bundles. Unknown names are left out: `Specs.decode` has reported them.
    public init(_ specs: Specs, activeBundles: some Sequence<String>) {
        self.specs = specs
        let wanted = Set(activeBundles)
        bundles = wanted.compactMap { specs.bundles[$0] }.sorted { $0.name < $1.name }
        unknownBundles = wanted.filter { specs.bundles[$0] == nil }.sorted()

        let libEdges: (String) -> [String] = { specs.libs[$0]?.libs ?? [] }
        apps = specs.apps(of: bundles).sorted { $0.name < $1.name }.map { app in
            var app = app
            app.depends.libs = NameGraph.ordered(from: app.depends.libs, edges: libEdges).filter {
                specs.libs[$0] != nil
            }
            return app
        }
        libs = NameGraph.ordered(from: apps.flatMap(\.depends.libs), edges: libEdges).compactMap { specs.libs[$0] }

        services = specs.services(of: bundles, and: apps).sorted { $0.name < $1.name }
    }

    /// Whether there is anything to run.
    public var isEmpty: Bool { apps.isEmpty && services.isEmpty }

    /// Names of all active apps and services, sorted.
    public var names: [String] { (apps.map(\.name) + services.map(\.name)).sorted() }

    /// The active apps by name, then the active services by name.
    public var containers: [any ContainerSpec] {
        var all: [any ContainerSpec] = apps
        all += services as [any ContainerSpec]
        return all
    }

    /// The active app of this name.
    public func app(_ name: String) -> AppSpec? { apps.first { $0.name == name } }

    /// The active service of this name.
    public func service(_ name: String) -> ServiceSpec? { services.first { $0.name == name } }

    /// The active lib of this name.
    public func lib(_ name: String) -> LibSpec? { libs.first { $0.name == name } }

    /// Values of variables of the file `.env` that active specs have and that look secret, by name.
    var secretVariables: [String: Secret] {
        let files = apps.map { "apps/\($0.name).yml" } + services.map { "services/\($0.name).yml" }
        return files.reduce(into: [:]) { $0.merge(specs.secretVariables[$1] ?? [:]) { first, _ in first } }
    }

    /// What an app is linked to: services, apps, then conditional apps and services that are active, in written order.
    public func links(of app: AppSpec) -> [String] {
        let hasApp = { name in apps.contains { $0.name == name } }
        let hasService = { name in services.contains { $0.name == name } }
        var seen: Set<String> = [app.name]
        return
            (app.depends.services.filter(hasService) + app.depends.apps.filter(hasApp)
            + app.conditionalLinks.apps.filter(hasApp) + app.conditionalLinks.services.filter(hasService))
            .filter { seen.insert($0).inserted }
    }

    /// Libs mounted into an app: dependencies first, ties by name.
    public func libs(of app: AppSpec) -> [LibSpec] {
        app.depends.libs.compactMap { specs.libs[$0] }
    }

    /// Repos in an app's container: its own, then its libs', without duplicates.
    public func repos(of app: AppSpec) -> [RepoReference] {
        var seen: Set<RepoReference> = []
        return ([app.repo].compactMap { $0 } + libs(of: app).map(\.repo)).filter { seen.insert($0).inserted }
    }

    /// The directories that an app has of each repo, by the repo's name; no entry for a repo that it has all of.
    public func parts(of app: AppSpec) -> [String: [String]] {
        let claims = [(app.repo, app.part)] + libs(of: app).map { ($0.repo, $0.part) }
        var parts: [String: [String]] = [:]
        for case (let repo?, let part?) in claims { parts[repo.name, default: []].append(part) }
        for case (let repo?, nil) in claims { parts[repo.name] = nil }
        return parts
    }

    /// Every repo of active apps and libs, sorted by name, each once.
    public var repos: [RepoReference] {
        Set(apps.compactMap(\.repo) + libs.map(\.repo)).sorted { $0.name < $1.name }
    }

    /// Names of active apps in whose container a repo is, sorted.
    public func apps(using repo: RepoReference) -> [String] {
        apps.filter { repos(of: $0).contains(repo) }.map(\.name)
    }
}

extension Specs {
    /// The apps of bundles and those that they depend on, in no particular order.
    func apps(of bundles: [BundleSpec]) -> [AppSpec] {
        NameGraph.reachable(from: bundles.flatMap(\.apps) + bundles.flatMap(\.services)) { name in
            // A service may share what an app has, and an app what a service has.
            guard let app = apps[name] else { return services[name]?.linkedNames ?? [] }
            return app.depends.apps + app.depends.services + app.composeReferences.map(\.name)
        }
        .compactMap { apps[$0] }
    }

    /// The services of bundles and apps and those that they link to, in no particular order.
    func services(of bundles: [BundleSpec], and apps: [AppSpec]) -> [ServiceSpec] {
        let shared = apps.flatMap(\.composeReferences).map(\.name).filter { services[$0] != nil }
        let direct = apps.flatMap(\.depends.services) + bundles.flatMap(\.services) + shared
        return NameGraph.reachable(from: direct) { services[$0]?.linkedNames ?? [] }.compactMap { services[$0] }
    }
}
