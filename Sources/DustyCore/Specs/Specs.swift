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
    /// What is possible and may not be what was wanted, sorted.
    public private(set) var warnings: [SpecProblem] = []
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

    /// Reads every file and checks everything, so that all problems come in one run, sorted. What could be read is in `specs`, and warnings
    /// are; use it for work only when there is no problem.
    public static func decode(_ sources: SpecSources) -> (specs: Specs, problems: [SpecProblem]) {
        var decoding = SpecsDecoding(sources)
        decoding.run()
        let found = Set(decoding.problems).sorted()
        var specs = decoding.specs
        specs.warnings = found.filter { $0.severity == .warning }
        return (specs, found.filter { $0.severity == .error })
    }

    /// Reads and checks every file. Throws `.specs` with all problems when there is any.
    public init(checking sources: SpecSources) throws(DustyError) {
        let (specs, problems) = Specs.decode(sources)
        guard problems.isEmpty else { throw DustyError(specs: problems) }
        self = specs
    }

    /// Every repo of the specs, sorted by name, each once.
    public var repos: [RepoReference] {
        Set(apps.values.compactMap(\.repo) + libs.values.map(\.repo)).sorted { $0.name < $1.name }
    }
}

extension ValidationReport {
    /// What a look at sources found, warnings too.
    public init(_ sources: SpecSources) {
        let (specs, problems) = Specs.decode(sources)
        self.init(problems: (problems + specs.warnings).sorted())
    }
}

extension DustyError {
    /// The error that carries these problems.
    public init(specs problems: [SpecProblem]) {
        let count = problems.count == 1 ? "one problem" : "\(problems.count) problems"
        self.init(.specs, "The specs have \(count).", problems: problems.sorted())
    }
}
