import DustyCore

extension Disk {
    /// With this host's programs and the machine's engine.
    static func live(
        access: MachineAccess,
        paths: Paths,
        names: StackNames,
        environment: [String: String]
    ) throws -> Disk {
        Disk(
            names: names,
            paths: paths,
            storage: try access.engine(environment),
            archiver: TarProgram(),
            programs: SubprocessRunner()
        )
    }
}
