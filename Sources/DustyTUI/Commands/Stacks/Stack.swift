import ArgumentParser
import DustyCore
import FoundationEssentials

extension Dusty {
    struct Stack: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "stack",
            abstract: "Make, list and remove stacks: one for each branch, worktree or project.",
            discussion: """
                Stacks run side by side and share nothing: each has containers, volumes, data, clones, an address and host names of its own. \
                Commands are about the stack that -s names, or DUSTY_STACK, or that owns the directory they are run in; else about \
                `default`.
                """,
            subcommands: [List.self, New.self, Show.self, Remove.self, Prune.self],
            defaultSubcommand: List.self
        )

        /// A stack by name. Throws when there is none of that name.
        static func find(_ name: String, _ daemon: any Daemon) async throws -> StackInfo {
            let all = try await daemon.call(.stacks)
            if let stack = all.first(where: { $0.name == name }) { return stack }
            if name == StackNames.standardName, let own = all.first { return own }
            throw DustyError.unknown(name, among: all.map(\.name))
        }
    }
}

extension StackInfo {
    /// How much of it is running, in words and by colour.
    var state: Table.Cell {
        Table.Cell(stateText, isBeingRemoved ? .bad : running == 0 ? .dim : running < active ? .busy : .good)
    }

    /// Its directories; a missing one is marked.
    var places: [String] {
        directories.map { FileManager.default.isDirectory($0) ? $0 : "\($0) (gone)" }
    }
}

extension Dusty.Stack {
    struct List: FactsCommand {
        static let configuration = CommandConfiguration(
            abstract: "List every stack.",
            discussion: """
                CPU and MEM are there while a dashboard shows the stack, DISK is what its /persist takes.

                Example:
                  dusty stack list
                """
        )

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let stacks = try await daemon.call(.stacks)
            if output.json { return try console.print(json: stacks) }
            var table = Table(columns: [
                .text("STACK"), .text("STATE"), .number("CPU"), .number("MEM"), .number("DISK"), .text("ADDRESS"),
                .text("BUNDLES"), .text("DIRECTORY"),
            ])
            table.rows = stacks.map { stack in
                [
                    Table.Cell(stack.name, .strong), stack.state,
                    Table.Cell(stack.cpuPercent.map(Measure.percent) ?? ""),
                    Table.Cell(stack.memoryBytes.map(Measure.bytes) ?? ""),
                    Table.Cell(stack.persistBytes.map(Measure.bytes) ?? ""), Table.Cell(stack.address, .dim),
                    Table.Cell(stack.bundles.joined(separator: " ")), Table.Cell(stack.places.joined(separator: ", ")),
                ]
            }
            try console.print(table)
        }
    }

    struct Show: FactsCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a stack is made of.",
            discussion: """
                Without a name the stack that commands here are about.

                Example:
                  dusty stack show fix-ui
                """
        )

        @Argument(help: "Name of the stack.", completion: CompletionNames.stacks)
        var name: String?

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let named = try await StackSelection(named: name).name(asking: daemon)
            let stack = try await Dusty.Stack.find(named ?? StackNames.standardName, daemon)
            if output.json { return try console.print(json: stack) }
            let facts: [(String, String?)] = [
                ("stack", stack.name), ("state", stack.state.text), ("specs", stack.specsRepo),
                ("bundles", stack.bundles.joined(separator: " ")), ("address", stack.address),
                ("directories", stack.places.joined(separator: ", ")), ("made by", stack.owner),
                ("made at", stack.createdAt?.description),
            ]
            for (key, value) in facts {
                guard let value, !value.isEmpty else { continue }
                try console.print("\(key): \(console.shown(value))")
            }
        }
    }
}
