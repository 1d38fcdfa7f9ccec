import CLibrary
import DustyCore

/// Everything outside of the daemon itself.
struct StackSystems: Sendable {
    let engine:
        any EngineObserver & EnginePulse & EngineController & EngineExec & EngineArchive & EngineOneOff
            & EngineAttach & ContainerController & ContainerTidying & EngineNetworks
    let compose: any ComposeEngine & ContainerMaker & SingleContainerMaker
    let proxy: any Proxy
    let hosts: any HostsFile
    let syncer: any Syncer
    let git: any GitRepos
    let machine: any Machine
    let virtualMachines: VirtualMachines
    let tree: any MachineTreeWriter
    let dialer: any PortDialer
    let files: any FileStore
    let trees: any TreeStore
    let assets: any AssetStore
    let suites: SuiteSystems
    /// Which containers are the stack's.
    let registry: ContainerRegistry
    /// Which containers run one program and go.
    let oneOffs: OneOffLedger
    /// What such containers are made from.
    var oneOffModels = OneOffModels()
    /// The replacements for ports that the engine does not release.
    let detours: Detours
    /// Which way the proxy reaches apps.
    let proxyPath: ProxyPath
    /// Private copies of what other users prepared; nil where nothing is built.
    var staging: Staging?
    /// Where the engine listens on this host.
    var engineSocket: String?
}

extension StackSystems {
    /// The real ones: this host's programs, and the machine.
    static func live(
        access: MachineAccess,
        paths: Paths,
        names: StackNames,
        environment: [String: String],
        files: any FileStore,
        virtualMachines: VirtualMachines,
        registry: ContainerRegistry
    ) throws -> StackSystems {
        let runner = SubprocessRunner()
        let environment = access.environment(environment)
        let compose = DockerCompose(runner: runner, environment: environment)
        let engine = try access.engine(environment)
        let detours = Detours(path: paths.detours, files: files)
        let oneOffs = OneOffLedger(path: paths.oneOffs, files: files)
        let own = MachineSystems(
            access,
            paths: paths,
            names: names,
            engine: engine,
            registry: registry,
            detours: detours,
            runner: runner,
            files: files,
            environment: environment
        )
        return StackSystems(
            engine: engine,
            compose: compose,
            proxy: NginxProxy(
                place: NginxProxy.Place(below: paths.machine, onMachine: own.root),
                tree: own.tree,
                engine: engine,
                containers: StackContainers(engine: engine, names: names, registry: registry, oneOffs: oneOffs),
                runner: runner,
                environment: environment
            ),
            hosts: EtcHosts(path: paths.hosts, lock: paths.hostsLock),
            syncer: own.syncer,
            git: GitCommand(runner: runner, root: paths.repos),
            machine: own.machine,
            virtualMachines: virtualMachines,
            tree: own.tree,
            dialer: own.dialer,
            files: files,
            trees: DiskTrees(),
            assets: DiskAssets(directory: paths.assets),
            suites: SuiteSystems(images: engine, containers: engine, compose: compose, directories: DiskDirectories()),
            registry: registry,
            oneOffs: oneOffs,
            detours: detours,
            proxyPath: ProxyPath(path: paths.proxyPath, files: files),
            staging: own.staging,
            engineSocket: try EngineSocket.path(dockerHost: environment["DOCKER_HOST"])
        )
    }
}

extension NginxProxy.Place {
    /// Its place in the machine's tree, whose root is this directory here and that one there.
    fileprivate init(below root: String, onMachine machineRoot: String) {
        directory = MachineTree(root: root).proxyDirectory
        machineDirectory = MachineTree(root: machineRoot).proxyDirectory
        service = StackNames.proxyService
        image = Inputs.standardProxyImage
    }
}

/// What differs between this host and a machine behind a connection.
private struct MachineSystems {
    let machine: any Machine
    let tree: any MachineTreeWriter
    let dialer: any PortDialer
    let syncer: any Syncer
    let staging: Staging
    /// Directory on the machine under which its tree lies.
    let root: String

    init(
        _ access: MachineAccess,
        paths: Paths,
        names: StackNames,
        engine: DockerEngine,
        registry: ContainerRegistry,
        detours: Detours,
        runner: any CommandRunner,
        files: any FileStore,
        environment: [String: String]
    ) {
        staging = Staging(
            directory: paths.staging,
            syncer: Rsync(to: LocalFarSide(runner: runner, root: paths.staging)),
            files: files
        )
        switch access {
        case .local:
            let place = LocalMachine.Place(address: names.address, root: paths.machine, project: names.project)
            machine = LocalMachine(
                place: place,
                engine: engine,
                registry: registry,
                detours: detours,
                loopback: Platform.isMac ? LoopbackAliases(runner: runner) : nil
            )
            tree = LocalTree()
            dialer = LocalDialer()
            syncer = Rsync(to: LocalFarSide(runner: runner, root: paths.machine))
            root = paths.machine
        case .ssh(let connection, let vm):
            let reclaimer = OwnershipReclaimer(
                connection: connection,
                runner: runner,
                environment: environment.filter { ["DOCKER_HOST", "DOCKER_CONFIG"].contains($0.key) },
                image: Inputs.standardProxyImage
            )
            let needed = connection.record.isRoot ? nil : reclaimer
            let far = SSHFarSide(connection: connection, reclaimer: needed)
            machine = SSHMachine(
                connection: connection,
                engine: engine,
                names: names,
                registry: registry,
                detours: detours,
                vm: vm
            )
            syncer = StagedSyncer(staging: staging, far: Rsync(to: far))
            tree = RemoteTree(paths: paths, connection: connection, syncer: syncer, reclaimer: needed)
            dialer = SSHDialer(connection: connection)
            root = connection.root
        }
    }
}
