import ArgumentParser
import DustyCore

extension Dusty.Repos {
    struct Update: JobCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "update",
            abstract: "Bring managed clones up to date.",
            discussion: """
                Without names the specs and the repos of active apps and libs, with their submodules and files of Git LFS. Local changes are never lost: a clone \
                that has some is left as it is, and so are overrides. One without follows its branch, also after a push with force. \
                Nothing is synced or restarted.

                Example:
                  dusty repos update
                  dusty repos update api
                """
        )

        @Argument(help: "Full or short names of repos.")
        var names: [String] = []

        @OptionGroup var flags: JobFlags

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await flags.run(.pull(names), daemon, console)
        }
    }
}
