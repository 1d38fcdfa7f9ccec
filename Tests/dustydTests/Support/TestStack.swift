import DustyCore
import Logging
import ServiceLifecycle
import UnixHTTP

@testable import dustyd

/// A whole daemon on a world in memory, with specs on disk.
struct TestStack: Sendable {
    /// A small stack: `web` depends on `api`, which uses a lib and a service; `worker` belongs to a bundle of its own.
    static let specs = [
        "bundles/shop.yml": "description: the shop\napps: [web]\n",
        "bundles/back.yml": "description: behind the scenes\napps: [worker]\n",
        "apps/web.yml": """
        repo: /src/web
        mount: /web
        image: python:3.11
        commands: {always: [python3 web.py]}
        depends: {apps: [api]}
        host_forwarding: [{host_name: web.test, host_port: 80, container_port: 8000}]
        """,
        "apps/api.yml": """
        repo: /src/api
        mount: /api
        build: .
        commands: {once: [echo once], always: [python3 api.py]}
        depends: {services: [redis], libs: [kit]}
        """,
        "apps/worker.yml": "image: python:3.11\ncommands: {always: [sleep 100]}\ndepends: {services: [redis]}\n",
        "libs/kit.yml": "repo: /src/kit\nmount: /kit\ninstall: [echo kit]\n",
        "services/redis.yml": "image: redis:7.0\n",
    ]

    /// What the daemon takes for its own program.
    var daemonPath = "/nowhere/dustyd"
    let paths: Paths
    let files: MemoryFiles
    let assets: MemoryAssets
    let world: FakeWorld
    let context: Stack
    let copies: RepoCopies
    let disk: Disk
    let runner: StackJobs
    let jobs: Jobs
    let observatory: Observatory
    let settings: SettingsStore
    let storage = FakeStorage()

    init(
        directory: String,
        specs: [String: String] = TestStack.specs,
        hosts: String = "127.0.0.1 localhost\n"
    ) async throws {
        for (name, text) in specs { try makeFile("\(directory)/specs/\(name)", text) }
        paths = Paths(environment: [
            "DUSTY_CONFIG_DIR": "\(directory)/etc", "DUSTY_STATE_DIR": "\(directory)/var",
            "DUSTY_HOSTS_FILE": "\(directory)/hosts", "DUSTY_SOCKET_PATH": "\(directory)/d.sock",
        ])
        let names = StackNames.standard
        files = MemoryFiles()
        assets = MemoryAssets()
        world = FakeWorld(hosts: hosts, files: files, composeFile: paths.composeFile)
        let fake = FakeSystems(world: world, root: paths.machine)
        let registry = ContainerRegistry.fresh(files)
        let systems = StackSystems(
            engine: fake,
            compose: fake,
            proxy: fake,
            hosts: fake,
            syncer: fake,
            git: fake,
            machine: fake,
            virtualMachines: .none(paths, files),
            tree: fake,
            dialer: fake,
            files: files,
            trees: files,
            assets: assets,
            suites: .none(files),
            registry: registry,
            oneOffs: OneOffLedger(path: paths.oneOffs, files: files),
            detours: .none(files),
            proxyPath: ProxyPath(path: "/state/proxy.json", files: files)
        )
        settings = SettingsStore(path: paths.settings, files: files)
        _ = try await settings.change { settings in
            settings.specsRepo = "/specs"
            settings.repoOverrides = ["/specs": "\(directory)/specs"]
            settings.bundles = ["shop"]
        }
        observatory = .still()
        let index = SyncIndex(path: paths.syncIndex, files: files)
        context = Stack(
            names: names,
            paths: paths,
            settings: settings,
            loader: SpecsLoader(paths: paths, settings: settings, git: fake, files: files),
            systems: systems,
            observatory: observatory,
            stacks: StackRegistry(path: paths.stackRegistry, files: files)
        )
        let manifests = ManifestStore(directory: paths.manifests, files: files)
        let sync = RepoSync(syncer: fake, manifests: manifests, index: index, observatory: observatory)
        copies = RepoCopies(stack: context, sync: sync)
        disk = Disk(
            names: names,
            paths: paths,
            registry: registry,
            storage: storage,
            persist: PersistTree(machine: paths.machine),
            archiver: LocalTar(programs: SubprocessRunner()),
            directories: LocalDirectories(programs: SubprocessRunner(), paths: paths),
            programs: SubprocessRunner()
        )
        runner = StackJobs(stack: context, copies: copies, disk: disk)
        jobs = Jobs(
            runner: runner,
            journal: JobJournal(path: paths.journal, files: files),
            observatory: observatory,
            secrets: settings.secrets,
            logger: .silent
        )
        await context.refreshWanted()
    }

    /// Runs a job to its end.
    func run(_ operation: Job.Operation) async throws -> Job {
        let job = try await jobs.start(JobRequest(operation), for: .tester)
        for await _ in try await jobs.changes(of: job.id) where try await jobs.job(job.id).state.isFinal { break }
        return try await jobs.job(job.id)
    }

    /// What serves the API.
    var handlers: Handlers {
        Handlers(
            stack: context.names,
            observatory: observatory,
            jobs: jobs,
            logs: LogService(engine: context.systems.engine, observatory: observatory),
            administration: Administration(copies),
            disk: disk,
            machines: Machines(stack: context, jobs: jobs, restart: Restart(), programs: disk.programs),
            upgrader: Upgrader(
                jobs: jobs,
                programs: disk.programs,
                restart: Restart(),
                daemon: daemonPath
            ),
            exec: ExecService(
                engine: context.systems.engine,
                observatory: observatory,
                scripts: ScriptCatalog(loader: context.loader, settings: settings),
                oneOffs: OneOffs(
                    names: .standard,
                    ledger: context.systems.oneOffs,
                    models: OneOffModels()
                )
            ),
            copy: CopyService(engine: context.systems.engine, observatory: observatory),
            access: SocketAccess(socket: paths.socket, settings: settings, file: paths.settings, logger: .silent),
            audit: AuditLog(path: paths.audit)
        )
    }

    /// Runs `body` against the API on its socket.
    func serving<Value: Sendable>(
        limits: ServerLimits = .standard,
        directory: CallerDirectory = CallerDirectory(),
        _ body: @escaping @Sendable (UnixHTTPClient) async throws -> Value
    ) async throws -> Value {
        let server = Server(
            socket: paths.socket,
            settings: settings,
            handlers: handlers,
            limits: limits,
            directory: directory,
            logger: .silent
        )
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            let (ready, readiness) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                try await server.run { readiness.finish() }
                return nil
            }
            for await _ in ready {}
            let value = try await body(UnixHTTPClient(socketPath: paths.socket))
            group.cancelAll()
            return value
        }
    }
}

extension Logger {
    /// Says nothing.
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
