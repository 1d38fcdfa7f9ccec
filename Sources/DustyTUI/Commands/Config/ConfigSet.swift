import ArgumentParser
import DustyCore

extension Dusty.Config {
    struct Set: FactsCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a setting.",
            discussion: """
                Example:
                  dusty config set specs_repo github.com/acme/specs
                """
        )

        @Argument(help: "Key of the setting.")
        var key: String

        @Argument(help: "Its new value.")
        var value: String

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let all = try await daemon.call(.changeConfig, SettingRequest(key: key, value: value))
            try Dusty.Config.tell(key, all, asJSON: output.json, console)
        }
    }
}
