/// Every spec of a specs directory, checked.
public struct Specs: Sendable {
    /// Apps by name.
    public var apps: [String: AppSpec]
    /// Libs by name.
    public var libs: [String: LibSpec]
    /// Services by name.
    public var services: [String: ServiceSpec]
    /// Bundles by name.
    public var bundles: [String: BundleSpec]
    /// Valid but perhaps unintended, sorted.
    public internal(set) var warnings: [SpecProblem] = []
    /// Variables of the file `.env` that look secret and whose values are in a spec, by the spec's file.
    public internal(set) var secretVariables: [String: [String: Secret]] = [:]
    /// Where everything is written.
    var places: SpecPlaces

    /// Specs made by hand; problems found in them later have no place.
    public init(
        apps: [AppSpec] = [],
        libs: [LibSpec] = [],
        services: [ServiceSpec] = [],
        bundles: [BundleSpec] = []
    ) {
        self.apps = Dictionary(apps.map { ($0.name, $0) }) { $1 }
        self.libs = Dictionary(libs.map { ($0.name, $0) }) { $1 }
        self.services = Dictionary(services.map { ($0.name, $0) }) { $1 }
        self.bundles = Dictionary(bundles.map { ($0.name, $0) }) { $1 }
        places = SpecPlaces()
    }

    /// Every repo of the specs, sorted by name, without duplicates.
    public var repos: [RepoReference] {
        Set(apps.values.compactMap(\.repo) + libs.values.map(\.repo)).sorted { $0.name < $1.name }
    }

    /// What of a repo does not travel, as all specs of it say, in the order of their files.
    public func exclusions(of repo: RepoReference) -> [String] {
        let apps = apps.values.filter { $0.repo == repo }.sorted { $0.name < $1.name }.flatMap(\.sync.exclude)
        let libs = libs.values.filter { $0.repo == repo }.sorted { $0.name < $1.name }.flatMap(\.sync.exclude)
        return apps + libs
    }
}
