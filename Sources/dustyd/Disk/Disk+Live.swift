import DustyCore

extension Disk {
    /// With this host's programs and the engine that the environment names.
    static func live(paths: Paths, names: StackNames, environment: [String: String]) throws -> Disk {
        Disk(
            names: names,
            paths: paths,
            storage: DockerEngine(socketPath: try EngineSocket.path(dockerHost: environment["DOCKER_HOST"])),
            archiver: TarProgram(),
            programs: SubprocessRunner()
        )
    }
}
