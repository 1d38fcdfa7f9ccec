import ArgumentParser
import DustyCore

extension Dusty {
    struct Rebuild: JobCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "rebuild",
            abstract: "Build or pull images again and recreate the containers.",
            discussion: """
                The once commands run again in the new containers. When other stacks share one of them, they are named and you are asked; \
                they are connected with the new one.

                Example:
                  dusty rebuild api
                """
        )

        @Argument(help: "Apps and services.", completion: CompletionNames.services)
        var names: [String] = []

        @Flag(help: "Rebuild every active app and service.")
        var all = false

        @OptionGroup var consent: Consent

        @OptionGroup var flags: JobFlags

        @OptionGroup var stack: StackOption

        func validate() throws {
            if names.isEmpty, !all { throw ValidationError("nothing to rebuild", hint: "give names or --all") }
            if !names.isEmpty, all { throw ValidationError("names and --all exclude each other") }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await Sharing(daemon).ask("Rebuild all the same?", about: names, consent, console)
            try await flags.run(.rebuild(names), daemon, console)
        }
    }
}
