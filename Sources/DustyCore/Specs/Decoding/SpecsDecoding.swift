/// Reads the files of a specs directory one by one, then checks them against each other.
struct SpecsDecoding {
    private let sources: SpecSources
    private(set) var specs = Specs()
    private(set) var problems: [SpecProblem]
    /// Names by kind, including files that could not be read: a reference to one is not another problem.
    private var names: [SpecSources.Kind: Set<String>] = [:]
    private let variables: SpecVariables?
    private var veil: VariableVeil

    init(_ sources: SpecSources) {
        self.sources = sources
        variables = sources.environment.map { SpecVariables($0) }
        veil = VariableVeil(secrets: variables?.secrets ?? [:])
        problems = sources.problems + (variables?.problems ?? [])
    }

    mutating func run() {
        for problem in sources.problems { note(file: problem.file) }
        for (file, text) in sources.files.sorted(by: { $0.key < $1.key }) {
            guard let (kind, name) = note(file: file) else { continue }
            read(text, file: file, kind: kind, name: name)
        }
        specs.shareWithContainers()
        takeMounted()
        problems += SpecChecks(specs: specs, names: names).run()
        problems = problems.map(veil.hiding)
    }

    /// Gives services and apps the files of the specs repo that they mount.
    private mutating func takeMounted() {
        let table = MountTable(sources)
        for (name, app) in specs.apps {
            specs.apps[name]?.files = table.mounted(by: app.compose)
            report(table.faults(in: app.compose), "apps/\(name).yml", "compose.volumes")
        }
        for (name, service) in specs.services {
            specs.services[name]?.files = table.mounted(by: service.compose)
            report(table.faults(in: service.compose), "services/\(name).yml", "volumes")
        }
    }

    private mutating func report(_ faults: [(index: Int, message: String)], _ file: String, _ key: String) {
        problems += faults.map { index, message in
            let hint = "add a text file to the specs repo; other data belong below /persist, in a volume or in an asset"
            return specs.places.problem(file, "\(key).\(index)", message, hint: hint)
        }
    }

    /// Takes the kind and the name of a spec from its path; nil for other files.
    @discardableResult
    private mutating func note(file: String) -> (SpecSources.Kind, String)? {
        let parts = file.parts(at: "/", keepingEmpty: true)
        guard parts.count == 2, let kind = SpecSources.Kind(rawValue: String(parts[0])) else { return nil }
        guard parts[1].hasSuffix(".yml") else { return nil }
        let name = String(parts[1].dropLast(4))
        names[kind, default: []].insert(name)
        return (kind, name)
    }

    private mutating func read(_ text: String, file: String, kind: SpecSources.Kind, name: String) {
        let log = SpecReader.Log(file: Self.printable(file), variables: variables)
        do {
            let node = try SpecDocument.read(text, file: log.file)
            if node.isNull {
                log.report(.start, "", "the file is empty", hint: "describe the \(kind.singular) in it or remove it")
            } else {
                decode(node, kind: kind, name: name, log: log)
            }
        } catch {
            log.problems.append(error)
        }
        specs.places.add(log.places, of: file)
        veil.add(log.substitutions, of: log.file)
        let secrets = (variables?.secrets ?? [:]).filter { log.used.contains($0.key) }
        if !secrets.isEmpty { specs.secretVariables[file] = secrets }
        problems += log.problems
    }

    private mutating func decode(_ node: SpecNode, kind: SpecSources.Kind, name: String, log: SpecReader.Log) {
        checkName(name, kind: kind, log: log)
        switch kind {
        case .apps: specs.apps[name] = AppSpec(name: name, node: node, log: log)
        case .libs: specs.libs[name] = LibSpec(name: name, node: node, log: log)
        case .services: specs.services[name] = ServiceSpec(name: name, node: node, log: log)
        case .bundles: specs.bundles[name] = BundleSpec(name: name, node: node, log: log)
        }
    }

    private func checkName(_ name: String, kind: SpecSources.Kind, log: SpecReader.Log) {
        switch kind {
        case .apps, .libs:
            if name == StackNames.proxyService || Naming.isSpecName(name) { return }
            log.report(
                .start,
                "",
                "`\(Self.printable(name))` cannot be the name of \(kind == .apps ? "an app" : "a lib")",
                hint: "use lower-case letters and digits, with single . _ or - between them"
            )
        case .services:
            if Naming.isServiceName(name) { return }
            log.report(
                .start,
                "",
                "`\(Self.printable(name))` cannot be the name of a service",
                hint: "use letters, digits, . _ and -, beginning with a letter or digit"
            )
        case .bundles:
            if !name.isEmpty, !name.unicodeScalars.contains(where: CleanText.isHidden) { return }
            log.report(.start, "", "the name of a bundle must not have control characters")
        }
    }

    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "?" : $0 }
            )
        )
    }
}

extension SpecSources.Kind {
    /// The word for one of the kind.
    var singular: String {
        switch self {
        case .apps: "app"
        case .libs: "lib"
        case .services: "service"
        case .bundles: "bundle"
        }
    }
}
