import DustyCore
import Logging

@testable import dustyd

/// A daemon whose specs are a repo that git brings, on an engine for test runs.
struct TestRunStack: Sendable {
    /// An app with a lib and a service, and an app without any setup.
    static let specs = [
        "bundles/shop.yml": "apps: [api]\n",
        "apps/api.yml": """
        repo: /src/api
        mount: /api
        image: base:1
        commands: {always: [run]}
        depends: {libs: [kit]}
        test:
          suites:
            - {name: unit, command: [pytest], description: Quick ones}
            - {name: slow, command: [pytest slow], services: [redis]}
        """,
        "apps/plain.yml":
            "image: base:1\ncommands: {always: [run]}\ntest: {suites: [{name: unit, command: [pytest]}]}\n",
        "libs/kit.yml": """
        repo: /src/kit
        mount: /kit
        install: [echo kit]
        test: {image: 'python:3.11', suites: [{name: unit, command: [pytest]}]}
        """,
        "services/redis.yml": "image: redis:7.0\n",
    ]

    let stack: TestStack
    let engine: FakeTestEngine
    let states = MemoryDirectories.StateTable()
    let runner: StackRunner
    let jobs: Jobs

    /// A daemon; `pulled` is what the specs become when they are updated.
    init(directory: String, pulled: [String: String] = [:]) async throws {
        stack = try await TestStack(directory: directory, specs: Self.specs)
        if !pulled.isEmpty {
            _ = try await stack.settings.change { $0.repoOverrides = [:] }
            for (name, text) in Self.specs { try makeFile("\(stack.paths.repos)/specs/\(name)", text) }
        }
        engine = FakeTestEngine(files: stack.files)
        let systems = Systems(
            engine: engine,
            compose: engine,
            proxy: stack.runner.systems.proxy,
            hosts: stack.runner.systems.hosts,
            syncer: stack.runner.systems.syncer,
            git: stack.runner.systems.git,
            machine: stack.runner.systems.machine,
            virtualMachines: stack.runner.systems.virtualMachines,
            tree: stack.runner.systems.tree,
            dialer: stack.runner.systems.dialer,
            files: stack.files,
            trees: stack.files,
            assets: stack.assets,
            tests: TestSystems(
                images: engine,
                containers: engine,
                compose: engine,
                directories: MemoryDirectories(files: stack.files, states: states),
                mark: { "m" }
            ),
            registry: stack.runner.systems.registry,
            detours: stack.runner.systems.detours
        )
        let index = SyncIndex(path: stack.paths.syncIndex, files: stack.files)
        runner = StackRunner(
            names: .standard,
            paths: stack.paths,
            settings: stack.settings,
            systems: systems,
            loader: SpecsLoader(
                paths: stack.paths,
                settings: stack.settings,
                git: SpecsGit(files: pulled),
                files: stack.files
            ),
            sync: RepoSync(
                syncer: systems.syncer,
                manifests: ManifestStore(directory: stack.paths.manifests, files: stack.files),
                index: index,
                observatory: stack.observatory
            ),
            observatory: stack.observatory,
            disk: stack.runner.disk
        )
        jobs = Jobs(
            runner: runner,
            journal: JobJournal(path: stack.paths.journal, files: stack.files),
            observatory: stack.observatory,
            logger: .silent
        )
    }

    /// Runs suites to their end.
    func test(_ name: String, _ request: TestRequest, pull: Bool = true) async throws -> Job {
        let job = try await start(name, request, pull: pull)
        return try await ended(job.id)
    }

    /// Starts a run.
    func start(_ name: String, _ request: TestRequest, pull: Bool = true) async throws -> Job {
        try await jobs.start(JobRequest(.test(name, request, pull: pull)), for: .tester)
    }

    /// A job after its end.
    func ended(_ id: Int) async throws -> Job {
        for await _ in try await jobs.changes(of: id) where try await jobs.job(id).state.isFinal { break }
        return try await jobs.job(id)
    }
}

/// Git that knows one repo, the specs.
private struct SpecsGit: GitRepos {
    let files: [String: String]

    func update(
        _ repo: RepoReference,
        branch: String?,
        at path: String,
        as caller: Caller,
        owned: Bool
    ) async throws -> RepoUpdate {
        if repo.name == "/specs" {
            for (name, text) in files { try makeFile("\(path)/\(name)", text) }
        }
        return RepoUpdate(outcome: .current, revision: "0123")
    }

    func inspect(_ repo: RepoReference, at path: String, as reader: User) async throws -> CloneState {
        CloneState(status: "")
    }
}
