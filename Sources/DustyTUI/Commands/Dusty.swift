import ArgumentParser
import CLibrary
import DustyCore

/// The front end: a dashboard, and commands for users and scripts.
@main struct Dusty: StackCommand {
    static let configuration = CommandConfiguration(
        commandName: "dusty",
        abstract: "Run the parts of a system you work on, from many repos, on one machine.",
        discussion: """
            Without a command the dashboard opens; where there is no terminal the status is printed.
            ~/.config/dusty/dashboard.yml holds its keys and colours.
            `dusty -d` starts the daemon, with what follows as its arguments.

            Example:
              dusty bundles activate shop
              dusty up
              dusty
            """,
        version: DustyVersion.current,
        groupedSubcommands: [
            CommandGroup(
                name: "Stack",
                subcommands: [
                    Up.self, Plan.self, Restart.self, Rebuild.self, Stop.self, PauseContainers.self, Unpause.self,
                    Reset.self, Down.self, Shutdown.self, Stack.self,
                ]
            ),
            CommandGroup(
                name: "Look",
                subcommands: [Top.self, Status.self, Logs.self, Browse.self, Jobs.self, Cancel.self]
            ),
            CommandGroup(
                name: "Inside containers",
                subcommands: [Shell.self, Attach.self, Exec.self, Run.self, Scripts.self, Copy.self]
            ),
            CommandGroup(name: "Code", subcommands: [Sync.self, Wait.self, Repos.self, Bundles.self, Test.self]),
            CommandGroup(name: "Settings", subcommands: [Setup.self, Config.self, Env.self, Assets.self, Audit.self]),
            CommandGroup(
                name: "Specs",
                subcommands: [Init.self, Import.self, Validate.self, Compile.self, Explain.self]
            ),
            CommandGroup(name: "Machine", subcommands: [Machine.self, Docker.self, Disk.self]),
            CommandGroup(
                name: "Program",
                subcommands: [Version.self, Doctor.self, Dump.self, Upgrade.self, Service.self]
            ),
        ]
    )

    @OptionGroup(title: "Dashboard options") var dashboard: DashboardOptions

    @OptionGroup var stack: StackOption

    var need: DaemonNeed { dashboard.replay == nil ? .later : .never }

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "-d" { DaemonProgram.become(with: Array(arguments.dropFirst())) }
        let code = await Execution.run(arguments)
        // Flushing and unwinding are over; ending here skips the clean-up of waiting threads.
        Execution.end(code)
    }

    func run(_ daemon: any Daemon, _ console: Console) async throws {
        guard console.isTerminal, isatty(STDIN_FILENO) == 1 else {
            // Parsed rather than constructed: its options have no values otherwise.
            return try await Status.parse([]).run(daemon, console)
        }
        try await dashboard.open(daemon, console)
    }
}
