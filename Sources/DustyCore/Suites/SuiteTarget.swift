/// An app or a lib as something to test. Activation does not matter: every spec can be tested.
public struct SuiteTarget: Sendable {
    /// The base of the test image.
    public enum Base: Sendable, Equatable {
        /// An image by name.
        case image(String)
        /// A directory with a Dockerfile, absolute or relative to the target's repo, and further options for Compose.
        case build(directory: String, options: YAMLValue)
    }

    /// Its name.
    public let name: String
    /// Whether it is a lib.
    public let isLib: Bool
    /// Where its code comes from.
    public let repo: RepoReference?
    /// Where the code appears in the container.
    public let mount: String?
    /// The directory of the repo that appears there; nil for all of it.
    public let part: String?
    /// Libs mounted beside it: dependencies first, ties by name.
    public let libs: [LibSpec]
    /// Its assets and its libs', in written order.
    public let assets: [AssetSpec]
    /// How it is tested.
    public let test: TestSpec
    /// The base of its test image.
    public let base: Base
    private let services: [String: ServiceSpec]

    /// The app or lib of this name. Throws `.notFound` when there is none, `.conflict` when it has no image for its
    /// tests.
    public init(_ name: String, in specs: Specs) throws(DustyError) {
        let roots: [String]
        let own: [AssetSpec]
        if let app = specs.apps[name], !specs.testsTheLib(name) {
            (repo, mount, part, test, isLib, roots, own) = (
                app.repo, app.mount, app.part, app.test, false, app.depends.libs, app.assets
            )
            base = Self.base(app)
        } else if let lib = specs.libs[name] {
            (repo, mount, part, test, isLib, roots, own) = (
                lib.repo, lib.mount, lib.part, lib.test, true, lib.libs, lib.assets
            )
            guard let base = Self.base(lib.test) else { throw Self.baseless(lib) }
            self.base = base
        } else {
            throw DustyError.unknown(name, among: Array(specs.apps.keys) + specs.libs.keys)
        }
        self.name = name
        libs = NameGraph.ordered(from: roots) { specs.libs[$0]?.libs ?? [] }.filter { $0 != name }
            .compactMap { specs.libs[$0] }
        assets = own + libs.flatMap(\.assets)
        services = specs.services
    }

    /// The suites of an app or a lib, sorted by name, for display.
    public static func suites(of name: String, in specs: Specs) throws(DustyError) -> [TestSuiteInfo] {
        let lib = specs.libs[name]?.test
        guard let test = specs.testsTheLib(name) ? lib : specs.apps[name]?.test ?? lib else {
            throw DustyError.unknown(name, among: Array(specs.apps.keys) + specs.libs.keys)
        }
        return test.suites.sorted { $0.name < $1.name }.map { suite in
            TestSuiteInfo(name: suite.name, description: suite.description, defaultArgs: suite.defaultArgs)
        }
    }

    /// Repos in the container: its own, then its libs', each once.
    public var repos: [RepoReference] {
        var seen: Set<RepoReference> = []
        return ([repo].compactMap { $0 } + libs.map(\.repo)).filter { seen.insert($0).inserted }
    }

    /// The suites that a request asks for, in written order. Throws `.notFound` with a suggestion.
    public func suites(_ request: TestRequest) throws(DustyError) -> [SuiteSpec] {
        guard !test.suites.isEmpty else {
            throw DustyError(
                .notFound,
                "no test suite is registered for \(name)",
                hint: "describe one under `test.suites` in its spec"
            )
        }
        if request.isForAll { return try taking(request.arguments, test.suites) }
        guard let suite = test.suites.first(where: { $0.name == request.suite }) else {
            let shown = String(request.suite.prefix(80))
            let names = test.suites.map(\.name)
            throw DustyError(
                .notFound,
                "\(name) has no test suite `\(shown)`",
                hint: Suggestion.hint(for: shown, among: names)
                    ?? "It has: \(names.sorted().joined(separator: ", ")); `all` runs all of them."
            )
        }
        return try taking(request.arguments, [suite])
    }

    /// The suites, unless one of them has no place for arguments.
    private func taking(_ arguments: [String], _ suites: [SuiteSpec]) throws(DustyError) -> [SuiteSpec] {
        if !arguments.isEmpty { for suite in suites { try suite.checkTakesArguments() } }
        return suites
    }

    /// The services that a suite gets instances of, and those that these link to: dependencies first.
    func services(of suite: SuiteSpec) throws(DustyError) -> [ServiceSpec] {
        for service in suite.services where services[service] == nil {
            throw DustyError.unknown(service, among: Array(services.keys))
        }
        return NameGraph.ordered(from: suite.services) { services[$0]?.linkedNames ?? [] }.compactMap { services[$0] }
    }

    private static func base(_ app: AppSpec) -> Base {
        if let own = base(app.test) { return own }
        if let image = app.image { return .image(image) }
        var options = ComposeDialect.current(app.compose)["build"] ?? [:]
        options["context"] = nil
        return .build(directory: app.build ?? ".", options: options)
    }

    private static func base(_ test: TestSpec) -> Base? {
        test.image.map { .image($0) } ?? test.build.map { .build(directory: $0, options: [:]) }
    }

    private static func baseless(_ lib: LibSpec) -> DustyError {
        DustyError(
            .conflict,
            "the lib \(lib.name) has no image for its tests",
            hint: "give its spec `test.image` or `test.build`"
        )
    }
}

extension Specs {
    /// Whether of an app and a lib of one name only the lib has suites.
    fileprivate func testsTheLib(_ name: String) -> Bool {
        apps[name]?.test.suites.isEmpty != false && libs[name]?.test.suites.isEmpty == false
    }
}

extension SuiteTarget {
    /// Required assets that are not set, with what cannot be tested without: the target itself, or a service of one of these suites.
    public func missingAssets(
        among set: some Collection<String>,
        for suites: [SuiteSpec] = []
    ) throws(DustyError) -> [(name: String, users: [String])] {
        var declared = assets.map { (asset: $0, user: name) }
        for suite in suites {
            for service in try services(of: suite) {
                declared += service.assets.map { (asset: $0, user: service.name) }
            }
        }
        return AssetSpec.missing(declared, among: set)
    }
}
