import DustyCore

extension Systems {
    /// The real ones: this host's programs and the engine that the environment names.
    static func live(
        paths: Paths,
        names: StackNames,
        environment: [String: String],
        files: any FileStore
    ) throws -> Systems {
        let runner = SubprocessRunner()
        let compose = DockerCompose(runner: runner, environment: environment)
        let engine = DockerEngine(socketPath: try EngineSocket.path(dockerHost: environment["DOCKER_HOST"]))
        let proxyPlace = NginxProxy.Place(
            directory: MachineTree(root: paths.machine).proxyDirectory,
            project: names.project,
            service: StackNames.proxyService,
            image: Inputs.standardProxyImage
        )
        let machinePlace = LocalMachine.Place(address: names.address, root: paths.machine, project: names.project)
        return Systems(
            engine: engine,
            compose: compose,
            proxy: NginxProxy(place: proxyPlace, engine: engine, runner: runner, environment: environment),
            hosts: EtcHosts(path: paths.hosts),
            syncer: Rsync(runner: runner),
            git: GitCommand(runner: runner),
            machine: LocalMachine(place: machinePlace, engine: engine),
            files: files,
            assets: DiskAssets(directory: MachineTree(root: paths.machine).assets),
            tests: TestSystems(images: engine, containers: engine, compose: compose, directories: DiskDirectories())
        )
    }
}
