import ArgumentParser
import DustyCore

extension Dusty.Assets {
    struct Set: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Set an asset to the content of a file.",
            discussion: """
                The file is read with your rights and sent to the daemon; it may hold 4 MiB. Containers see it after the next `dusty up`, \
                at the path that their spec declares, readable by root only.

                Example:
                  dusty assets set deploy-key ~/.ssh/deploy
                  pass show npm | dusty assets set npm-token -
                """
        )

        @Argument(help: "Name of the asset, as specs declare it.", completion: CompletionNames.assets)
        var name: String

        @Argument(help: "File to read, or - for standard input.", completion: .file())
        var file: String

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let content = try InputFile(path: file).read(limit: AssetRequest.limit)
            let assets = try await daemon.call(.changeAsset, AssetRequest(name: name, content: content))
            if let asset = assets.first(where: { $0.name == name }), asset.uses.isEmpty {
                let known = assets.filter { !$0.uses.isEmpty }.map(\.name)
                let hint = DustyError.unknown(name, among: known).hint.map { "; \($0)" } ?? ""
                try console.print("note: no spec declares the asset \(name)\(hint)", to: .error)
            }
            if output.json { return try console.print(json: assets) }
            try console.print("\(name) is set (\(Measure.bytes(Int64(content.count))))")
            try console.advise("run `dusty up` to bring it into containers")
        }
    }
}
