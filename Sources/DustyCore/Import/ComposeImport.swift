/// Specs made of a Compose project, with what became of each of its fields. Nothing is read or written.
public struct ComposeImport: Sendable {
    /// Text of each spec file, and of files that services mount, by path below the directory of the specs.
    public private(set) var files: [String: String] = [:]
    /// Text of the file `.env` of the specs; nil where they need none.
    public private(set) var environment: Secret?
    /// Variables that stay out of the specs, by app or service.
    public private(set) var variables: [String: [EnvVariable]] = [:]
    /// What became of each field.
    public private(set) var fields: [ImportReport.Field] = []
    /// Names of the bundles, the one to begin with first.
    public private(set) var bundles: [String] = []
    /// Bundles that hold what `docker compose up` would start; all where that is nothing.
    public private(set) var firstBundles: [String] = []
    /// Repos of this host whose code apps mount, by the name that specs have for them.
    public private(set) var repos: [String: String] = [:]
    /// What is wrong with the specs that were made.
    public private(set) var problems: [SpecProblem] = []
    /// Name of the project.
    public let project: String

    private var imports: [ServiceImport] = []
    /// What the specs are read with, to check them.
    private var sources: SpecSources {
        SpecSources(files: files, environment: environment ?? (imports.contains(where: \.hasVariables) ? "" : nil))
    }

    /// Makes specs of a project.
    public init(_ project: ImportedProject, _ facts: ImportFacts) {
        self.project = project.name
        let plan = ImportPlan(project, facts)
        imports = project.services.map { service in
            var work = ServiceImport(service, plan)
            work.run()
            return work
        }
        let names = imports.reduce(into: Set<String>()) { $0.formUnion($1.keptNames) }
        if let kept = facts.kept, !names.isEmpty { environment = Secret(Self.environment(names, kept)) }
        for index in imports.indices { imports[index].hasVariables = environment != nil || facts.hasEnvironment }
        let documents = plan.bundleDocuments
        bundles = documents.map(\.key)
        let first = [plan.mainBundle] + facts.profiles.map(plan.bundle)
        firstBundles = bundles.filter(first.contains)
        if firstBundles.isEmpty { firstBundles = bundles }
        write(documents)
        dropRefused()
        write(documents)
        check()
        fields = plan.projectFields + imports.flatMap(\.fields)
        variables = Dictionary(imports.filter { !$0.variables.isEmpty }.map { ($0.name, $0.variables) }) { $1 }
        let roots = imports.compactMap { work in work.app["repo"]?.text.flatMap { name in work.root.map { (name, $0) } }
        }
        repos = Dictionary(roots) { first, _ in first }
    }

    private mutating func write(_ documents: [YAMLEntry]) {
        let heading = "# Made by `dusty import`; yours to change.\n"
        files = Dictionary(imports.flatMap(\.files)) { $1 }
        for work in imports { files[work.path] = heading + YAMLWriter.text(of: work.spec) }
        for entry in documents { files["bundles/\(entry.key).yml"] = heading + YAMLWriter.text(of: entry.value) }
    }

    /// Takes back keys that Compose allows and specs refuse, each with the reason.
    private mutating func dropRefused() {
        let found = Specs.decode(sources).problems
        for index in imports.indices {
            for problem in found where problem.file == imports[index].path {
                let parts = problem.key.parts(at: ".")
                let isOfCompose = parts.first == "compose" || !imports[index].isApp
                guard isOfCompose, let key = imports[index].isApp ? parts.dropFirst().first : parts.first,
                    !["image", "build"].contains(key), imports[index].compose[key] != nil
                else { continue }
                imports[index].compose[key] = nil
                imports[index].fields.removeAll { $0.field == key && $0.outcome != .unsupported }
                imports[index].unsupported(key, problem.message)
            }
        }
    }

    /// Validates the specs and compiles each bundle.
    private mutating func check() {
        let (specs, found) = Specs.decode(sources)
        problems = found
        guard found.isEmpty else { return }
        let machine = MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1")
        for bundles in bundles.map({ [$0] }) + [bundles] {
            let inputs = Inputs(assembled: AssembledSpecs(specs, activeBundles: bundles), machine: machine)
            do throws(DustyError) {
                _ = try Blueprint(compiling: inputs)
            } catch {
                problems += error.problems ?? []
            }
        }
        problems = Set(problems).sorted()
    }
}
