import ArgumentParser
import DustyCore
import Essentials

extension Dusty.Env {
    struct Set: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Set variables of an app or service.",
            discussion: """
                The next `dusty up` makes a new container with them. A file has the format of Compose's env_file: NAME=value lines, split \
                at the first =, taken as they are, quotes included; lines that begin with # are skipped; a line that is only a name takes \
                the value from your environment. Put -- before a value that begins with -. Other users can see a command line while it \
                runs: give secrets by --file, where - is standard input.

                Example:
                  dusty env set api LOG_LEVEL debug
                  dusty env set api LOG_LEVEL=debug 'GREETING=Hello, you'
                  dusty env set api --file secrets.env
                """
        )

        @Argument(help: "App or service.", completion: CompletionNames.services)
        var name: String

        @Argument(help: "A variable and its value, or any number of NAME=value.")
        var values: [String] = []

        @Option(help: "File to read, or - for standard input.", completion: .file())
        var file: String?

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func validate() throws {
            if values.isEmpty != (file != nil) || (!values.isEmpty && pairs == nil) {
                throw ValidationError("nothing to set", hint: "give NAME VALUE, NAME=VALUE pairs or --file")
            }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let variables: [EnvVariable]
            if let file {
                let input = InputFile(path: file)
                let environment = ProcessInfo.processInfo.environment
                let parsed = try EnvFile(try input.readText(), file: input.shown, environment: environment)
                for missing in parsed.missing {
                    try console.print(
                        "note: \(missing) has no value in your environment and is left alone",
                        to: .error
                    )
                }
                variables = parsed.variables
            } else {
                variables = pairs ?? []
            }
            let all = try await daemon.call(.changeEnv, EnvRequest(name: name, set: variables))
            try Dusty.Env.tell(name, all, asJSON: output.json, console)
        }

        /// The variables given on the command line; nil when they are not valid.
        private var pairs: [EnvVariable]? {
            if values.count == 2, !values[0].contains("=") { return [EnvVariable(name: values[0], value: values[1])] }
            let split = values.compactMap { text -> EnvVariable? in
                guard let equals = text.firstIndex(of: "=") else { return nil }
                return EnvVariable(name: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
            }
            return split.count == values.count ? split : nil
        }
    }
}
