import ArgumentParser
import DustyCore

extension Dusty.Config {
    struct Get: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "get",
            abstract: "Print one setting; a list one entry a line.",
            discussion: """
                Prints nothing and ends with 0 when the setting is not set.

                Example:
                  dusty config get specs_repo
                """
        )

        @Argument(help: "Key of the setting.")
        var key: String

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let settings = try await daemon.call(.config)
            guard let setting = settings.first(where: { $0.key == key }) else {
                throw DustyError.unknown(key, among: settings.map(\.key))
            }
            if output.json { return try console.print(json: setting) }
            for line in setting.items ?? [setting.value].compactMap({ $0 }) { try console.print(line) }
        }
    }
}
