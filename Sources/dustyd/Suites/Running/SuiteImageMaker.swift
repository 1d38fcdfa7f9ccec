import DustyCore

/// Finds the test image of an app or a lib, or makes it.
struct SuiteImageMaker: Sendable {
    let composition: SuiteComposition
    let projects: SuiteProjects
    let systems: StackSystems
    /// Directories of the repos on this host, and with whose rights they are read.
    let sources: [RepoReference: (path: String, reader: User)]
    /// What the base is built from; nil when it is an image, or a directory that the spec itself chose.
    let context: BuildContext?

    private var target: SuiteTarget { composition.target }

    /// The image and whether it was there already.
    func image(recreate: Bool, _ step: StepReporter) async throws -> (image: SuiteImage, reused: Bool) {
        try await systems.suites.registry.images.holding(target.name) {
            let image = SuiteImage(
                target,
                names: composition.names,
                base: try await baseState(step),
                repos: try await repoStates(),
                assets: composition.assetsInUse
            )
            let existing = try await systems.engine.imageID(image.name)
            if existing != nil, !recreate { return (image, true) }
            try await make(image, step)
            try await removeOld(image, replaced: existing)
            return (image, false)
        }
    }

    /// What distinguishes one state of the base from another: an image's id, or the files and options that it is built from.
    private func baseState(_ step: StepReporter) async throws -> String {
        switch target.base {
        case .image(let name):
            if let id = try await systems.engine.imageID(name) { return "\(name) \(id)" }
            // The name of the setup's image does not matter for pulling its base.
            let unkeyed = SuiteImage(target, names: composition.names, base: name, repos: [:])
            let report = ComposeReport(step)
            try await projects.using(composition, text: composition.setupText(unkeyed), scripts: []) { project in
                try await systems.compose.pull(project, services: [SuiteComposition.setupService]) {
                    await report.take($0)
                }
            }
            guard let id = try await systems.engine.imageID(name) else {
                throw DustyError(.failed, "the image \(name), on which \(target.name) is tested, is not available")
            }
            return "\(name) \(id)"
        case .build(let directory, let options):
            let path = context.map { "\($0.root)/\(directory)" } ?? directory
            let state = try await systems.building(contexts) {
                try await systems.suites.directories.state(of: path, as: nil)
            }
            return "\(directory)\n\(options)\n\(state)"
        }
    }

    private var contexts: [BuildContext] { context.map { [$0] } ?? [] }

    private func repoStates() async throws -> [RepoReference: String] {
        var states: [RepoReference: String] = [:]
        for repo in target.setupRepos {
            guard let source = sources[repo] else { continue }
            states[repo] = try await systems.suites.directories.state(of: source.path, as: source.reader)
        }
        return states
    }

    private func make(_ image: SuiteImage, _ step: StepReporter) async throws {
        let text = composition.setupText(image)
        let scripts = composition.scripts(for: nil)
        try await projects.using(composition, text: text, scripts: scripts) { project in
            var base = image.baseName
            if case .image(let name) = target.base {
                base = name
            } else {
                try await systems.building(contexts) {
                    try await systems.compose.build(project, services: [SuiteComposition.setupService]) {
                        await step.output($0.text)
                    }
                }
            }
            guard target.hasSetup else {
                return try await systems.suites.images.tag(image: base, repository: image.repository, tag: image.key)
            }
            try await setUp(image, project, step)
        }
    }

    /// Runs the setup in a container of the base and commits the result.
    private func setUp(_ image: SuiteImage, _ project: ComposeProject, _ step: StepReporter) async throws {
        try await systems.compose.up(project, services: [], recreate: false, withDependencies: true) { _ in }
        let container = try await systems.testContainer(SuiteComposition.setupService, of: project)
        let query = LogQuery(follow: true, tail: nil, since: nil, terminal: container.terminal)
        try await systems.engine.logs(container: container.id, query: query) { lines in
            for line in lines { await step.output(line.text) }
        }
        let code = try await systems.suites.containers.exitCode(of: container.id)
        guard code == 0 else {
            throw DustyError(
                .failed,
                "the test image of \(target.name) could not be made: its setup ended with exit code \(code)",
                hint:
                    "see its output above: `install` of the libs, then `once` of `test`, up to the first failure"
            )
        }
        try await systems.suites.images.commit(container: container.id, repository: image.repository, tag: image.key)
    }

    /// Removes the images that this one replaces, unless another run may still need them, and the name of its base: the
    /// layers below an image go with it.
    private func removeOld(_ image: SuiteImage, replaced: String?) async throws {
        let isAlone = await systems.suites.registry.isAlone(target.name)
        var old = try await systems.suites.images.names(ofRepository: image.repository).filter { name in
            name == image.baseName || isAlone && name != image.name
        }
        if isAlone, let replaced, try await systems.engine.imageID(image.name) != replaced { old.append(replaced) }
        for name in old {
            do {
                try await systems.suites.images.remove(image: name)
            } catch let error as DustyError where error.code == .conflict || error.code == .notFound {
                // A kept container still uses it, or it was removed under another name.
                continue
            }
        }
    }
}

extension StackSystems {
    /// The container of a service of a test run.
    func testContainer(_ service: String, of project: ComposeProject) async throws -> ObservedContainer {
        guard let container = try await engine.containers(project: project.name).first(where: { $0.service == service })
        else {
            throw DustyError(
                .failed,
                "the container of \(service) disappeared",
                hint: "see whether it was removed by hand"
            )
        }
        return container
    }
}
