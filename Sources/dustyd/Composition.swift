import CLibrary
import DustyCore
import Essentials
import Logging
import ServiceLifecycle
import UnixSignals

/// Puts the daemon together from its parts and runs it until it is asked to stop.
struct Composition {
    private(set) var paths: Paths
    let names: StackNames
    let logger: Logger
    private let environment: [String: String]

    init(environment: [String: String], stack: String, level: Logger.Level) throws {
        self.environment = environment
        paths = Paths(environment: environment)
        names = try StackNames(stack)
        if access(paths.settings, F_OK) != 0, stack != StackNames.standardName {
            // Checked for new ones only: a stack keeps the name that it has.
            _ = try StackNames(stack, slot: 1)
        }
        var logger = Logger(label: "dustyd") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        self.logger = logger
    }

    mutating func run() async throws {
        MemoryReclaimer.prepare()
        let limits = ServerLimits.standard.fitting(
            descriptors: Descriptors.raise(to: ServerLimits.standard.descriptors)
        )
        let lock = try SocketLock(paths)
        let log = Task { await RotatedLog(RotatedLog.mac)?.follow() }
        defer { log.cancel() }
        let orphans = Orphans.own.end()
        if orphans > 0 { logger.notice("stopped programs of an earlier daemon", metadata: ["count": "\(orphans)"]) }
        let files = DiskFiles()
        let settings = SettingsStore(path: paths.settings, files: files, memory: paths.knownSettings)
        let virtualMachines = VirtualMachines.live(paths: paths, files: files, clock: { .now })
        let (access, lost) = reach(await settings.essentials(), files, virtualMachines)
        paths.machineName = access.connection?.record.name
        MachineCatalog(paths: paths, files: files).sweepAdditions()
        let shared = SharedParts(
            paths: paths,
            environment: environment,
            files: files,
            virtualMachines: virtualMachines,
            restart: Restart(),
            jobs: AllJobs(),
            stacks: StackRegistry(path: paths.stackRegistry, files: files, own: names),
            logger: logger,
            startedAt: .now,
            clock: { .now }
        )
        let own = try await StackRuntime(names, paths, settings, access: access, lost: lost, in: shared)
        await shared.jobs.put(own.jobs, of: names.name)
        shared.stacks.put(lender: Lender(own))
        let stacks = Stacks(own, shared.stacks, in: shared)
        await stacks.open()
        let services = services(own, stacks, settings, limits, shared)
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }
                + [.init(service: shared.restart, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        try await ServiceGroup(configuration: configuration).run()
        withExtendedLifetime(lock) {}
        try shared.restart.become()
    }

    /// What runs as long as the daemon does. The list ends in reverse order.
    private func services(
        _ own: StackRuntime,
        _ stacks: Stacks,
        _ settings: SettingsStore,
        _ limits: ServerLimits,
        _ shared: SharedParts
    ) -> [any Service] {
        let access = SocketAccess(socket: paths.socket, settings: settings, file: paths.settings, logger: logger)
        let handlers = Handlers(
            own,
            upgrader: Upgrader(jobs: shared.jobs, programs: own.disk.programs, restart: shared.restart),
            access: access,
            audit: AuditLog(path: paths.audit),
            stacks: stacks
        )
        return own.services + [
            RemovalFinisher(machines: own.machines, logger: logger),
            IdleStop(
                machine: paths.machineName,
                catalog: own.machines.catalog,
                observatory: own.observatory,
                jobs: own.jobs,
                logger: logger
            ),
            stacks,
            access,
            MemoryReclaimer(logger: logger),
            Server(socket: paths.socket, settings: settings, handlers: handlers, limits: limits, logger: logger),
        ]
    }

    /// How to reach the machine that the settings name. An unknown one must not keep the daemon from starting:
    /// otherwise no other could be chosen.
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
                clock: { .now }
            )
            return (access, nil)
        } catch {
            let reason = error as? DustyError ?? DustyError(.internal, "\(error)")
            let lost = LostMachine(name: settings.machine ?? "", because: reason)
            logger.error("\(lost.reason.message)")
            return (.local, lost)
        }
    }
}
