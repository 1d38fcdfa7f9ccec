import ArgumentParser
import DustyCore

extension Dusty {
    struct Env: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "env",
            abstract: "Set environment variables of apps and services that win over the specs.",
            subcommands: [List.self, Set.self, Unset.self],
            defaultSubcommand: List.self
        )

        /// Reports the change of one app's or service's variables.
        static func tell(
            _ name: String,
            _ all: [EnvStatus],
            asJSON: Bool,
            _ console: Console
        ) throws {
            if asJSON { return try console.print(json: all.map(\.redacted)) }
            let names = all.first { $0.name == name }?.variables.map(\.name) ?? []
            let list = names.isEmpty ? "has no variables of its own" : "has \(names.joined(separator: " "))"
            try console.print("\(name) \(list)")
            try console.advise("run `dusty up` to bring it into containers")
        }
    }
}

extension EnvStatus {
    /// What may be shown by default: values that look secret are left out.
    var redacted: EnvStatus {
        EnvStatus(
            name: name,
            known: known,
            variables: variables.map { EnvVariable(name: $0.name, value: $0.looksSecret ? "…" : $0.value) }
        )
    }
}
