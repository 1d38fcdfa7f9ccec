import ArgumentParser
import DustyCore

extension Dusty {
    struct Restart: JobCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "restart",
            abstract: "Sync code, then restart apps and services.",
            discussion: """
                Without names every active app and service is restarted; one that stopped is started. With --repos it is the \
                apps that have one of these repos in their container, be it their own or that of a lib.

                Example:
                  dusty restart api worker
                  dusty restart --repos shopkit
                """
        )

        @Argument(help: "Apps and services.", completion: CompletionNames.services)
        var names: [String] = []

        @Option(
            parsing: .upToNextOption,
            help: "Repos, by full or short name, instead of names.",
            completion: CompletionNames.repos
        )
        var repos: [String] = []

        @Flag(inversion: .prefixedNo, help: "Copy code first.")
        var sync = true

        @OptionGroup var flags: JobFlags

        @OptionGroup var stack: StackOption

        func validate() throws {
            if !names.isEmpty, !repos.isEmpty { throw ValidationError("names and --repos exclude each other") }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let targets: Job.RestartTargets = repos.isEmpty ? .services(names) : .apps(using: repos)
            try await flags.run(.restart(targets, sync: sync), daemon, console)
        }
    }
}
