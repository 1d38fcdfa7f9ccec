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
    let systems: StackSystems
    let projects: SuiteProjects
    let jobs: Jobs

    /// A daemon; `pulled` is what the specs become when they are updated.
    init(directory: String, pulled: [String: String] = [:]) async throws {
        stack = try await TestStack(directory: directory, specs: Self.specs)
        if !pulled.isEmpty {
            _ = try await stack.settings.change { $0.repoOverrides = [:] }
            for (name, text) in Self.specs { try makeFile("\(stack.paths.repos)/specs/\(name)", text) }
        }
        engine = FakeTestEngine(files: stack.files)
        let systems = StackSystems(
            engine: engine,
            compose: engine,
            proxy: stack.context.systems.proxy,
            hosts: stack.context.systems.hosts,
            syncer: stack.context.systems.syncer,
            git: stack.context.systems.git,
            machine: stack.context.systems.machine,
            virtualMachines: stack.context.systems.virtualMachines,
            tree: stack.context.systems.tree,
            dialer: stack.context.systems.dialer,
            files: stack.files,
            trees: stack.files,
            assets: stack.assets,
            suites: SuiteSystems(
                images: engine,
                containers: engine,
                compose: engine,
                directories: MemoryDirectories(files: stack.files, states: states),
                mark: { "m" }
            ),
            registry: stack.context.systems.registry,
            oneOffs: stack.context.systems.oneOffs,
            detours: stack.context.systems.detours,
            proxyPath: stack.context.systems.proxyPath
        )
        let index = SyncIndex(path: stack.paths.syncIndex, files: stack.files)
        let context = Stack(
            names: .standard,
            paths: stack.paths,
            settings: stack.settings,
            loader: SpecsLoader(
                paths: stack.paths,
                settings: stack.settings,
                git: SpecsGit(files: pulled),
                files: stack.files
            ),
            systems: systems,
            observatory: stack.observatory,
            stacks: stack.context.stacks
        )
        let manifests = ManifestStore(directory: stack.paths.manifests, files: stack.files)
        let sync = RepoSync(
            syncer: systems.syncer,
            manifests: manifests,
            index: index,
            observatory: stack.observatory
        )
        self.systems = systems
        projects = SuiteProjects(names: .standard, paths: stack.paths, systems: systems)
        jobs = Jobs(
            runner: StackJobs(stack: context, copies: RepoCopies(stack: context, sync: sync), disk: stack.disk),
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
