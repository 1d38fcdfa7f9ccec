import DustyCore

extension Disk {
    /// With this host's programs, the machine's engine, and the machine's `/persist`.
    static func live(
        access: MachineAccess,
        paths: Paths,
        names: StackNames,
        registry: ContainerRegistry,
        environment: [String: String]
    ) throws -> Disk {
        let programs = SubprocessRunner()
        let storage = try access.engine(environment)
        guard let connection = access.connection else {
            return Disk(
                names: names,
                paths: paths,
                registry: registry,
                storage: storage,
                persist: PersistTree(machine: paths.machine),
                archiver: LocalTar(programs: programs),
                directories: LocalDirectories(programs: programs, paths: paths),
                programs: programs
            )
        }
        let shell = MachineShell(
            connection: connection,
            runner: programs,
            environment: access.environment(environment).filter { ["DOCKER_HOST", "DOCKER_CONFIG"].contains($0.key) },
            image: Inputs.standardProxyImage
        )
        return Disk(
            names: names,
            paths: paths,
            registry: registry,
            storage: storage,
            persist: RemotePersist(shell: shell, directory: paths.machine),
            archiver: RemoteTar(shell: shell),
            directories: RemoteDirectories(shell: shell),
            programs: programs
        )
    }
}
