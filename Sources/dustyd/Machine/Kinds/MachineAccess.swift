import DustyCore
import Logging

/// How the daemon reaches the machine that the stack lives on: this host, or one behind an SSH connection.
enum MachineAccess: Sendable {
    case local
    /// With the virtual machine that the host is, where it is one.
    case ssh(SSHConnection, VirtualMachine?)

    /// The access that the settings ask for. Throws `DustyError` when they name a machine that is not there.
    static func chosen(
        _ settings: Settings,
        paths: Paths,
        names: StackNames,
        files: any FileStore,
        virtualMachines: VirtualMachines,
        runner: any CommandRunner,
        logger: Logger,
        clock: @escaping @Sendable () -> Timestamp
    ) throws -> MachineAccess {
        guard let name = settings.machine, name != MachineCatalog.local else { return .local }
        let catalog = MachineCatalog(paths: paths, files: files)
        let record = try catalog.find(name)
        let vm = try catalog.vm(name).map { _ in try virtualMachines.machine(name) }
        return .ssh(
            SSHConnection(
                record: record,
                places: SSHPlaces(paths: paths, name: name),
                root: "\(record.root)/\(names.name)",
                runner: runner,
                logger: logger,
                clock: clock,
                isOff: { await vm?.isOff() ?? false }
            ),
            vm
        )
    }

    /// The connection; nil for this host.
    var connection: SSHConnection? {
        if case .ssh(let connection, _) = self { connection } else { nil }
    }

    /// The daemon's environment, in which programs find the machine's engine.
    func environment(_ environment: [String: String]) -> [String: String] {
        guard let connection else { return environment }
        return environment.merging(["DOCKER_HOST": "unix://\(connection.commands.places.engine)"]) { _, new in new }
    }

    /// The machine's engine.
    func engine(_ environment: [String: String]) throws -> DockerEngine {
        let socket = try EngineSocket.path(dockerHost: self.environment(environment)["DOCKER_HOST"])
        return DockerEngine(socketPath: socket, machine: connection?.record.name)
    }
}

/// A machine that the settings name but that is unknown.
struct LostMachine: Sendable {
    /// Its name.
    var name: String
    /// Why it cannot be reached, and what to do.
    var reason: DustyError

    init(name: String, because error: DustyError) {
        self.name = name
        reason = DustyError(
            .conflict,
            "the stack lives on the machine `\(name)`, which cannot be reached: \(error.message)",
            hint: "`dusty machine use local` brings it back to this host"
        )
    }
}
