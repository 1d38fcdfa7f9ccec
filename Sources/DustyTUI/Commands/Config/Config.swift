import ArgumentParser
import DustyCore

extension Dusty {
    struct Config: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "config",
            abstract: "Look at the settings of Dusty and change them.",
            subcommands: [List.self, Get.self, Set.self, Unset.self],
            defaultSubcommand: List.self
        )

        /// Prints the present value of a setting.
        static func tell(_ key: String, _ all: [SettingStatus], asJSON: Bool, _ console: Console) throws {
            if asJSON { return try console.print(json: all) }
            let value = all.first { $0.key == key }?.value
            try console.print("\(key) is " + (value ?? "not set"))
        }
    }
}
