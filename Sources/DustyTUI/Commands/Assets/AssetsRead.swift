import ArgumentParser
import DustyCore

extension Dusty.Assets {
    struct Read: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "read",
            abstract: "Print the content of an asset, byte for byte.",
            discussion: """
                With --json the content comes in base64.

                Example:
                  dusty assets read deploy-key > deploy-key.copy
                """
        )

        @Argument(help: "Name of the asset.", completion: CompletionNames.assets)
        var name: String

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let asset = try await daemon.call(.asset, AssetQuestion(name))
            if output.json { return try console.print(json: asset) }
            try console.write(.out, Array(asset.content))
        }
    }
}
