import CLibrary
import DustyCore
import Logging

/// One stack of the daemon with everything that works for it. Stacks share the engine, the hosts file and the program,
/// and nothing else.
struct StackRuntime: Sendable {
    let stack: Stack
    let copies: RepoCopies
    let disk: Disk
    let jobs: Jobs
    let machines: Machines
    let access: MachineAccess
    let hand: any Hand
    /// Those who can be asked whether repos are in step.
    let follows = FollowLines()
    /// What apps want done after their code changed.
    let reactions = CodeReactions()
    let logger: Logger

    var names: StackNames { stack.names }
    var systems: StackSystems { stack.systems }
    var observatory: Observatory { stack.observatory }
}

/// What all of them are made with.
struct SharedParts: Sendable {
    let paths: Paths
    let environment: [String: String]
    let files: any FileStore
    let virtualMachines: VirtualMachines
    let restart: Restart
    let jobs: AllJobs
    let stacks: StackRegistry
    let logger: Logger
    let startedAt: Timestamp
    let clock: @Sendable () -> Timestamp
}

extension StackRuntime {
    /// A stack on a machine that is already reached; `lost` is one that should be and is not. What an earlier daemon
    /// left half done is finished first, as far as that needs no connection.
    init(
        _ names: StackNames,
        _ paths: Paths,
        _ settings: SettingsStore,
        access: MachineAccess = .local,
        lost: LostMachine? = nil,
        in shared: SharedParts
    ) async throws {
        let files = shared.files
        try Self.prepareDirectories(of: paths)
        let registry = ContainerRegistry(path: paths.containers, files: files, names: names)
        let systems = try StackSystems.live(
            access: access,
            paths: paths,
            names: names,
            environment: shared.environment,
            files: files,
            virtualMachines: shared.virtualMachines,
            registry: registry
        )
        self.access = access
        logger = shared.logger
        disk = try Disk.live(
            access: access,
            paths: paths,
            names: names,
            registry: registry,
            environment: shared.environment
        )
        let index = SyncIndex(path: paths.syncIndex, files: files)
        stack = Stack(
            names: names,
            paths: paths,
            settings: settings,
            loader: SpecsLoader(paths: paths, settings: settings, git: systems.git, files: files),
            systems: systems,
            observatory: await Self.observatory(names, paths, systems, index, shared),
            stacks: shared.stacks
        )
        let manifests = ManifestStore(directory: paths.manifests, files: files)
        hand = Self.hand(access, paths, manifests)
        copies = Self.copies(of: stack, index, manifests, access, (reactions, follows), shared)
        jobs = Jobs(
            runner: StackJobs(stack: stack, copies: copies, disk: disk, lost: lost),
            journal: JobJournal(path: paths.journal, files: files),
            observatory: stack.observatory,
            secrets: settings.secrets,
            spool: JobSpool(directory: paths.jobOutput, files: files),
            logger: shared.logger
        )
        machines = Machines(
            stack: stack,
            jobs: jobs,
            restart: shared.restart,
            programs: disk.programs,
            lost: lost,
            everyone: shared.jobs
        )
        await begin(lost)
    }

    /// What copies a few changed files: here itself, there at the end of the connection.
    private static func hand(_ access: MachineAccess, _ paths: Paths, _ manifests: ManifestStore) -> any Hand {
        guard let connection = access.connection else {
            return LocalHand(root: paths.machine, staging: "\(paths.staging)/followed", manifests: manifests)
        }
        return RemoteHand(root: connection.root, manifests: manifests) { script, arguments in
            connection.commands.client(RemoteCommand.script(script, arguments), takesInput: true)
        } epoch: {
            let state = await connection.state
            return state.isConnected ? state.epoch : nil
        }
    }

    private static func prepareDirectories(of paths: Paths) throws {
        let directories = StateDirectories(paths: paths)
        try directories.prepare()
        directories.sweep()
    }

    /// Reports a machine that cannot be reached, finishes interrupted work and reads what is wanted.
    private func begin(_ lost: LostMachine?) async {
        if let lost {
            await observatory.update {
                let warning = Warning(subject: .machine, message: lost.reason.message, hint: lost.reason.hint)
                $0.warnings[.machine] = warning
            }
        }
        await stack.recallSecrets()
        // One that was killed while it prepared a `dusty run` leaves it, with the values of variables.
        try? stack.systems.files.remove(stack.paths.lendingFile)
        // An interrupted restore is finished before the first request; on another machine it waits for the connection.
        let isSettled: Void? = access.connection == nil ? try? await disk.settle(observatory) : ()
        if isSettled != nil { await disk.persist.clear() }
        await stack.refreshWanted()
        await stack.refreshFileWarnings()
    }

    private static func observatory(
        _ names: StackNames,
        _ paths: Paths,
        _ systems: StackSystems,
        _ index: SyncIndex,
        _ shared: SharedParts
    ) async -> Observatory {
        let now = shared.clock()
        return Observatory(
            facts: StackFacts(
                stack: names.name,
                daemon: DaemonStatus(version: DustyVersion.current, pid: Int(getpid()), startedAt: shared.startedAt),
                engine: EngineStatus(reachable: false, since: now, message: "not asked yet"),
                machine: await systems.machine.status(),
                sync: await index.all(),
                runs: CodeRunKeeper.read(paths.codeRuns, shared.files)
            ),
            clock: shared.clock
        )
    }

    private static func copies(
        of stack: Stack,
        _ index: SyncIndex,
        _ manifests: ManifestStore,
        _ access: MachineAccess,
        _ following: (reactions: CodeReactions, lines: FollowLines),
        _ shared: SharedParts
    ) -> RepoCopies {
        let conflicts = ConflictStore(directory: stack.paths.conflicts, files: shared.files, clock: shared.clock)
        let collector = BackCollector(
            root: stack.paths.machine,
            manifests: manifests,
            conflicts: conflicts,
            rules: RepoRules(runner: SubprocessRunner())
        )
        let sync = RepoSync(
            syncer: stack.systems.syncer,
            manifests: manifests,
            index: index,
            observatory: stack.observatory,
            collector: access.connection == nil ? collector : nil,
            reactions: following.reactions,
            follows: following.lines
        )
        return RepoCopies(stack: stack, sync: sync)
    }
}
