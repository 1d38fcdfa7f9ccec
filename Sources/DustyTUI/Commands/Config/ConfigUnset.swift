import ArgumentParser
import DustyCore

extension Dusty.Config {
    struct Unset: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "unset",
            abstract: "Put a setting back to none.",
            discussion: """
                Example:
                  dusty config unset owner
                """
        )

        @Argument(help: "Key of the setting.")
        var key: String

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let all = try await daemon.call(.changeConfig, SettingRequest(key: key, value: nil))
            try Dusty.Config.tell(key, all, asJSON: output.json, console)
        }
    }
}
