/// Checks that need more than one file: names, references, cycles, ports.
struct SpecChecks {
    let specs: Specs
    /// Names by kind, including files that could not be read.
    let names: [SpecSources.Kind: Set<String>]

    private var places: SpecPlaces { specs.places }

    /// Every problem, in no particular order.
    func run() -> [SpecProblem] {
        overlaps() + reserved() + bundlesExist() + appReferences() + otherReferences() + cycles() + clashes()
            + branches()
            + mounts() + urls() + networks() + parts() + sharing()
    }

    private func known(_ kind: SpecSources.Kind) -> Set<String> { names[kind] ?? [] }

    private func overlaps() -> [SpecProblem] {
        let pairs: [(SpecSources.Kind, SpecSources.Kind)] = [(.apps, .services), (.apps, .libs), (.services, .libs)]
        return pairs.flatMap { left, right in
            known(left).intersection(known(right)).map { name in
                var problem = places.problem(
                    "\(right.rawValue)/\(name).yml",
                    "",
                    "the \(left.singular) `\(name)` is already defined in \(left.rawValue)/\(name).yml, line 1",
                    hint: "rename one of the two files"
                )
                // Only where one name is typed for both it is not clear which is meant, as in `dusty test`; there the app is.
                if (left, right) == (.apps, .libs) { problem.severity = .warning }
                return problem
            }
        }
    }

    private func reserved() -> [SpecProblem] {
        [SpecSources.Kind.apps, .services].filter { known($0).contains(StackNames.proxyService) }.map { kind in
            places.problem(
                "\(kind.rawValue)/\(StackNames.proxyService).yml",
                "",
                "`\(StackNames.proxyService)` is the name of Dusty's own proxy",
                hint: "rename the file"
            )
        }
    }

    private func bundlesExist() -> [SpecProblem] {
        guard known(.bundles).isEmpty else { return [] }
        return [
            SpecProblem(
                file: "bundles",
                line: 1,
                column: 1,
                key: "",
                message: "there is no bundle",
                hint: "add a file bundles/NAME.yml that lists apps"
            )
        ]
    }

    private func appReferences() -> [SpecProblem] {
        var problems: [SpecProblem] = []
        for app in specs.apps.values {
            let file = "apps/\(app.name).yml"
            problems += check(app.depends.apps, .apps, file, "depends.apps")
            problems += check(app.depends.services, .services, file, "depends.services")
            problems += check(app.depends.libs, .libs, file, "depends.libs")
            problems += check(app.conditionalLinks.apps, .apps, file, "conditional_links.apps")
            problems += check(app.conditionalLinks.services, .services, file, "conditional_links.services")
            problems += check(app.composeReferences, file)
            problems += check(app.test, file)
            problems += installs(app, file)
        }
        return problems
    }

    /// A container that runs its image's command installs no libs.
    private func installs(_ app: AppSpec, _ file: String) -> [SpecProblem] {
        guard app.keepsImageCommand else { return [] }
        let libs = NameGraph.ordered(from: app.depends.libs) { specs.libs[$0]?.libs ?? [] }
        guard let lib = libs.first(where: { specs.libs[$0]?.install.isEmpty == false }) else { return [] }
        return [
            places.problem(
                file,
                "depends.libs",
                "the app's commands would install the lib `\(lib)`, and this app has none",
                hint: "add `commands` with the image's own command under `always`"
            )
        ]
    }

    private func otherReferences() -> [SpecProblem] {
        var problems: [SpecProblem] = []
        for lib in specs.libs.values {
            let file = "libs/\(lib.name).yml"
            problems += check(lib.libs, .libs, file, "depends.libs")
            problems += check(lib.test, file)
        }
        for bundle in specs.bundles.values {
            let file = "bundles/\(bundle.name).yml"
            problems += check(bundle.apps, .apps, file, "apps")
            problems += check(bundle.services, .services, file, "services")
        }
        return problems
            + specs.services.values.flatMap { service in
                check(ComposeReference.all(in: service.compose), "services/\(service.name).yml")
            }
    }

    private func check(_ test: TestSpec, _ file: String) -> [SpecProblem] {
        test.suites.enumerated().flatMap { index, suite in
            check(suite.services, .services, file, "test.suites.\(index).services")
        }
    }

    /// Compose keys may name services and apps.
    private func check(_ references: [ComposeReference], _ file: String) -> [SpecProblem] {
        let missing = references.filter { !known(.services).contains($0.name) && !known(.apps).contains($0.name) }
        guard !missing.isEmpty else { return [] }
        let all = known(.services).union(known(.apps))
        return missing.map { reference in
            unknown(reference.name, .services, among: all, file, reference.key)
        }
    }

    private func check(_ names: [String], _ kind: SpecSources.Kind, _ file: String, _ key: String) -> [SpecProblem] {
        let known = known(kind)
        return names.enumerated().filter { !known.contains($0.element) }.map { index, name in
            unknown(name, kind, among: known, file, "\(key).\(index)")
        }
    }

    private func unknown(
        _ name: String,
        _ kind: SpecSources.Kind,
        among names: Set<String>,
        _ file: String,
        _ key: String
    ) -> SpecProblem {
        let elsewhere = SpecSources.Kind.allCases.first { $0 != kind && $0 != .bundles && known($0).contains(name) }
        let hint =
            elsewhere.map { "`\(name)` is the name of \($0 == .apps ? "an app" : "a \($0.singular)")." }
            ?? Suggestion.hint(for: name, among: names)
            ?? "add \(kind.rawValue)/\(name).yml or remove the name"
        return places.problem(file, key, "there is no \(kind.singular) `\(name)`", hint: hint)
    }

    private func clashes() -> [SpecProblem] {
        // What no bundle combines may use the same place.
        var together: [[any ContainerSpec]] = specs.containers.map { [$0] }
        let hasServices = specs.services.values.contains { !$0.hostForwarding.isEmpty }
        for bundle in specs.bundles.values {
            let apps = specs.apps(of: [bundle])
            let services: [any ContainerSpec] = hasServices ? specs.services(of: [bundle], and: apps) : []
            together.append((apps as [any ContainerSpec]) + services)
        }
        return together.flatMap { ForwardingClashes.find(in: $0, places: places) }
    }
}
