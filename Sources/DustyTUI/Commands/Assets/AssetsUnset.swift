import ArgumentParser
import DustyCore

extension Dusty.Assets {
    struct Unset: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "unset",
            abstract: "Forget an asset.",
            discussion: """
                Containers lose it with the next `dusty up`, which refuses to start what requires it.

                Example:
                  dusty assets unset deploy-key
                """
        )

        @Argument(help: "Name of the asset.", completion: CompletionNames.assets)
        var name: String

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let assets = try await daemon.call(.changeAsset, AssetRequest(name: name, content: nil))
            if output.json { return try console.print(json: assets) }
            try console.print("\(name) is no longer set")
        }
    }
}
