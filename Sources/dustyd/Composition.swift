import DustyCore
import FoundationEssentials
import Logging
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Puts the daemon together from its parts and runs it until it is told to stop.
struct Composition {
    private(set) var paths: Paths
    let names: StackNames
    let logger: Logger
    private let environment: [String: String]

    init(environment: [String: String], stack: String, level: Logger.Level) throws {
        self.environment = environment
        paths = Paths(environment: environment)
        names = try StackNames(stack)
        var logger = Logger(label: "dustyd") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        self.logger = logger
    }

    mutating func run() async throws {
        MemoryKeeper.prepare()
        let limits = ServerLimits.standard.fitting(
            descriptors: Descriptors.raise(to: ServerLimits.standard.descriptors)
        )
        let lock = try SocketLock(paths)
        let orphans = Orphans.own.end()
        if orphans > 0 { logger.notice("ended programs of an earlier daemon", metadata: ["count": "\(orphans)"]) }
        let files = DiskFiles()
        let settings = SettingsStore(path: paths.settings, files: files, memory: paths.knownSettings)
        let virtualMachines = VirtualMachines.live(paths: paths, files: files, clock: Self.now)
        let (access, lost) = reach(await settings.essentials(), files, virtualMachines)
        paths.machineName = access.connection?.record.name
        let directories = StateDirectories(paths: paths)
        try directories.prepare()
        directories.sweep()
        MachineCatalog(paths: paths, files: files).sweepAdditions()
        let registry = ContainerRegistry(path: paths.containers, files: files, names: names)
        let systems = try StackSystems.live(
            access: access,
            paths: paths,
            names: names,
            environment: environment,
            files: files,
            virtualMachines: virtualMachines,
            registry: registry
        )
        let disk = try Disk.live(
            access: access,
            paths: paths,
            names: names,
            registry: registry,
            environment: environment
        )
        let index = SyncIndex(path: paths.syncIndex, files: files)
        let observatory = Observatory(
            facts: initialFacts(
                machine: await systems.machine.status(),
                sync: await index.all(),
                runs: CodeRunKeeper.read(paths.codeRuns, files)
            ),
            clock: Self.now
        )
        // A restore that was cut off is finished before the first request; on another machine that waits for the connection.
        if let lost {
            await observatory.update {
                let warning = Warning(subject: .machine, message: lost.reason.message, hint: lost.reason.hint)
                $0.warnings[.machine] = warning
            }
        }
        let isSettled: Void? = access.connection == nil ? try? await disk.settle(observatory) : ()
        if isSettled != nil { await disk.persist.clear() }
        let manifests = ManifestStore(directory: paths.manifests, files: files)
        let hand = LocalHand(root: paths.machine, staging: "\(paths.staging)/followed", manifests: manifests)
        let stack = Stack(
            names: names,
            paths: paths,
            settings: settings,
            loader: SpecsLoader(paths: paths, settings: settings, git: systems.git, files: files),
            systems: systems,
            observatory: observatory
        )
        let collector = BackCollector(
            root: paths.machine,
            manifests: manifests,
            conflicts: ConflictStore(directory: paths.conflicts, files: files, clock: Self.now),
            rules: RepoRules(runner: SubprocessRunner())
        )
        let reactions = CodeReactions()
        let sync = RepoSync(
            syncer: systems.syncer,
            manifests: manifests,
            index: index,
            observatory: observatory,
            collector: access.connection == nil ? collector : nil,
            reactions: reactions
        )
        let copies = RepoCopies(stack: stack, sync: sync)
        let jobs = Jobs(
            runner: StackJobs(stack: stack, copies: copies, disk: disk, lost: lost),
            journal: JobJournal(path: paths.journal, files: files),
            observatory: observatory,
            secrets: settings.secrets,
            spool: JobSpool(directory: paths.jobOutput, files: files),
            logger: logger
        )
        await stack.refreshWanted()
        await stack.refreshFileWarnings()
        let restart = Restart()
        let machines = Machines(stack: stack, jobs: jobs, restart: restart, programs: disk.programs, lost: lost)
        let socketAccess = SocketAccess(
            socket: paths.socket,
            settings: settings,
            file: paths.settings,
            logger: logger
        )
        let follows = FollowLines()
        let handlers = Handlers(
            stack: names,
            observatory: observatory,
            jobs: jobs,
            logs: LogService(engine: systems.engine, observatory: observatory),
            administration: Administration(copies),
            disk: disk,
            machines: machines,
            upgrader: Upgrader(jobs: jobs, programs: disk.programs, restart: restart),
            exec: ExecService(
                engine: systems.engine,
                observatory: observatory,
                scripts: ScriptCatalog(loader: stack.loader, settings: settings)
            ),
            copy: CopyService(engine: systems.engine, observatory: observatory),
            access: socketAccess,
            audit: AuditLog(path: paths.audit),
            follows: follows
        )
        let services: [any Service] =
            [access.connection].compactMap(\.self) + [
                jobs,
                RemovalFinisher(machines: machines, logger: logger),
                DataKeeper(disk: disk, observatory: observatory, logger: logger),
                PersistMeter(disk: disk, observatory: observatory),
                IdleStop(
                    machine: paths.machineName,
                    catalog: machines.catalog,
                    observatory: observatory,
                    jobs: jobs,
                    logger: logger
                ),
                SuiteSweeper(
                    machine: systems.machine,
                    projects: SuiteProjects(names: names, paths: paths, systems: systems),
                    logger: logger
                ),
                EngineWatcher(
                    containers: stack.ownContainers,
                    pulse: systems.engine,
                    observatory: observatory,
                    logger: logger
                ),
                StatsWatcher(engine: systems.engine, machine: systems.machine, observatory: observatory),
                ReadinessWatcher(
                    prober: ContainerProber(engine: systems.engine, network: names.network, dialer: systems.dialer),
                    observatory: observatory
                ),
                ProxyPages(
                    socket: access.connection?.commands.places.pages ?? MachineTree(root: paths.machine).pagesSocket,
                    engine: systems.engine,
                    observatory: observatory,
                    logger: logger
                ),
                CodeRunKeeper(path: paths.codeRuns, files: files, observatory: observatory),
                Followers(
                    copies: copies,
                    watcher: InotifyWatcher(),
                    hand: access.connection == nil ? hand : nil,
                    lines: follows,
                    logger: logger
                ),
                CodeReactor(reactions, jobs: jobs, observatory: observatory, logger: logger),
                socketAccess,
                MemoryKeeper(logger: logger),
                Server(socket: paths.socket, settings: settings, handlers: handlers, limits: limits, logger: logger),
            ]
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }
                + [.init(service: restart, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        try await ServiceGroup(configuration: configuration).run()
        withExtendedLifetime(lock) {}
        try restart.become()
    }

    /// How the machine is reached that the settings name. One of which nothing is known must not keep the daemon from starting: without it
    /// no other could be chosen.
    private func reach(
        _ settings: Settings,
        _ files: any FileStore,
        _ virtualMachines: VirtualMachines
    ) -> (MachineAccess, LostMachine?) {
        do {
            let access = try MachineAccess.chosen(
                settings,
                paths: paths,
                names: names,
                files: files,
                virtualMachines: virtualMachines,
                runner: SubprocessRunner(),
                logger: logger,
                clock: Self.now
            )
            return (access, nil)
        } catch {
            let reason = error as? DustyError ?? DustyError(.internal, "\(error)")
            let lost = LostMachine(name: settings.machine ?? "", because: reason)
            logger.error("\(lost.reason.message)")
            return (.local, lost)
        }
    }

    private func initialFacts(
        machine: MachineStatus,
        sync: [String: SyncStatus],
        runs: [String: CodeRun]
    ) -> StackFacts {
        let now = Self.now()
        return StackFacts(
            stack: names.name,
            daemon: DaemonStatus(version: DustyVersion.current, pid: Int(getpid()), startedAt: now),
            engine: EngineStatus(reachable: false, since: now, message: "not asked yet"),
            machine: machine,
            sync: sync,
            runs: runs
        )
    }

    static func now() -> Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }
}
