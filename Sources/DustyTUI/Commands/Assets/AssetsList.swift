import ArgumentParser
import DustyCore

extension Dusty.Assets {
    struct List: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List assets: whether they are set, and who wants them.",
            discussion: """
                Without a name those of the active apps, services and libs, and those that are set.

                Example:
                  dusty assets list
                  dusty assets list api
                """
        )

        @Argument(help: "App, service or lib whose assets to list.", completion: CompletionNames.assetUsers)
        var name: String?

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let all = try await daemon.call(.assets)
            if output.json, name == nil { return try console.print(json: all) }
            let assets =
                if let name { try await Self.assets(of: name, among: all, daemon) } else {
                    all.filter { $0.setAt != nil || $0.uses.contains(where: \.active) }
                }
            if output.json { return try console.print(json: assets) }
            guard !assets.isEmpty else {
                return try console.print(
                    name.map { "\($0) declares no assets" } ?? "no active app, service or lib declares an asset"
                )
            }
            try console.print(Self.table(of: assets))
        }

        /// The assets of one app, service or lib, showing only that use.
        private static func assets(
            of name: String,
            among all: [AssetStatus],
            _ daemon: any Daemon
        ) async throws -> [AssetStatus] {
            let own = all.compactMap { asset -> AssetStatus? in
                let uses = asset.uses.filter { $0.name == name }
                return uses.isEmpty
                    ? nil : AssetStatus(name: asset.name, setAt: asset.setAt, bytes: asset.bytes, uses: uses)
            }
            guard own.isEmpty else { return own }
            let snapshot = try await daemon.call(.status)
            let active = (snapshot.apps + snapshot.services).map(\.name) + snapshot.libs.map(\.name)
            if active.contains(name) { return [] }
            throw DustyError.unknown(name, among: all.flatMap { $0.uses.map(\.name) } + active)
        }

        private static func table(of assets: [AssetStatus]) -> Table {
            var table = Table(columns: [
                .text("ASSET"), .text("SET"), .number("SIZE"), .text("REQUIRED BY"), .text("USED BY"), .text("PATH"),
            ])
            table.rows = assets.map { asset in
                let isMissed = asset.setAt == nil && asset.uses.contains { $0.active && $0.required }
                let age = asset.setAt.map { Measure.age(Timestamp.now.seconds(since: $0)) + " ago" }
                return [
                    Table.Cell(asset.name, .strong), Table.Cell(age ?? "no", isMissed ? .bad : .plain),
                    Table.Cell(asset.bytes.map { Measure.bytes(Int64($0)) } ?? ""),
                    Table.Cell(names(asset.uses.filter(\.required))), Table.Cell(names(asset.uses)),
                    Table.Cell(Swift.Set(asset.uses.map(\.path)).sorted().joined(separator: " ")),
                ]
            }
            return table
        }

        private static func names(_ uses: [AssetUse]) -> String {
            Swift.Set(uses.map(\.name)).sorted().joined(separator: " ")
        }
    }
}
