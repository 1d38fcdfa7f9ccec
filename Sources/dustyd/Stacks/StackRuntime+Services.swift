import DustyCore
import ServiceLifecycle

extension StackRuntime {
    /// What runs for the stack as long as it is open. A list ends in reverse order.
    var services: [any Service] {
        [access.connection].compactMap(\.self) + [
            jobs,
            DataKeeper(disk: disk, observatory: observatory, logger: logger),
            PersistMeter(disk: disk, observatory: observatory),
            SuiteSweeper(
                machine: systems.machine,
                projects: SuiteProjects(names: names, paths: stack.paths, systems: systems),
                logger: logger
            ),
        ] + watchers + [
            ProxyPages(
                socket: pagesSocket,
                engine: systems.engine,
                observatory: observatory,
                logger: logger
            ),
            CodeRunKeeper(path: stack.paths.codeRuns, files: systems.files, observatory: observatory),
            Followers(
                copies: copies,
                watcher: HostWatcher(),
                hand: hand,
                isLocal: access.connection == nil,
                lines: follows,
                logger: logger
            ),
            CodeReactor(reactions, jobs: jobs, observatory: observatory, logger: logger),
            MemoryMeter(stack: stack, storage: disk.storage),
            SharedServices(stack: stack, logger: logger),
            StackIdleStop(stack: stack, jobs: jobs, logger: logger),
        ]
    }

    /// What watches the stack's containers.
    private var watchers: [any Service] {
        [
            EngineWatcher(
                containers: stack.ownContainers,
                pulse: systems.engine,
                observatory: observatory,
                logger: logger
            ),
            StatsWatcher(engine: systems.engine, machine: systems.machine, observatory: observatory),
            ReadinessWatcher(
                prober: ContainerProber(
                    engine: systems.engine,
                    network: names.network,
                    dialer: systems.dialer,
                    secrets: stack.settings.secrets
                ),
                observatory: observatory
            ),
        ]
    }

    private var pagesSocket: String {
        access.connection?.commands.places.pages ?? MachineTree(root: stack.paths.machine).pagesSocket
    }
}
