import ArgumentParser
import DustyCore

extension Dusty.Config {
    struct Set: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Set a setting.",
            discussion: """
                Example:
                  dusty config set specs_repo github.com/acme/specs
                  dusty config set -s fix-ui idle 2h
                """
        )

        @Argument(help: "Key of the setting.")
        var key: String

        @Argument(help: "Its new value.")
        var value: String

        @OptionGroup var output: JSONFlag

        @Flag(help: "Other specs are those of the same project at another place: it keeps the data that there are.")
        var sameProject = false

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let all = try await daemon.call(
                .changeConfig,
                SettingRequest(key: key, value: value, sameProject: sameProject ? true : nil)
            )
            try Dusty.Config.tell(key, all, asJSON: output.json, console)
        }
    }
}
