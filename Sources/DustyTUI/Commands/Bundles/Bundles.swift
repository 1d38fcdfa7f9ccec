import ArgumentParser
import DustyCore

extension Dusty {
    struct Bundles: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "bundles",
            abstract: "Choose which bundles run.",
            subcommands: [List.self, Activate.self, Deactivate.self],
            defaultSubcommand: List.self
        )

        static func table(of bundles: [BundleStatus]) -> Table {
            var table = Table(columns: [.text("NAME"), .text("ACTIVE"), .text("DESCRIPTION")])
            table.rows = bundles.map { bundle in
                [
                    Table.Cell(bundle.name, .strong),
                    Table.Cell(bundle.active ? "yes" : "no", bundle.active ? .good : .dim),
                    Table.Cell(bundle.description),
                ]
            }
            return table
        }

        /// Changes bundles and says what is active now and what to do next.
        static func change(
            _ request: BundleRequest,
            of stack: String?,
            asJSON: Bool,
            _ daemon: any Daemon,
            _ console: Console
        ) async throws {
            let bundles = try await daemon.call(.changeBundles, request)
            if asJSON { return try console.print(json: bundles) }
            let active = bundles.filter(\.active).map(\.name)
            try console.print(
                "active bundles: " + (active.isEmpty ? "none" : active.joined(separator: " "))
            )
            let option = stack.map { " -s \(ShellWord.quote($0))" } ?? ""
            try console.print(
                active.isEmpty
                    ? "run `dusty down\(option)` to stop what runs; `dusty up` needs a bundle: `dusty bundles activate NAME\(option)`"
                    : "run `dusty up\(option)` to bring the stack to it"
            )
        }
    }
}
