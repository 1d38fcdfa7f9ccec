import ArgumentParser
import DustyCore
import Essentials

extension Dusty {
    struct Stack: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "stack",
            abstract: "Make, list and remove stacks: one for each branch, worktree or project.",
            discussion: """
                Stacks run side by side and share only services that you name: each has containers, volumes, data, clones, an address and host names of its own. \
                Commands are about the stack that -s names, or DUSTY_STACK, or that owns the directory they are run in; else about \
                `default`.
                """,
            subcommands: [List.self, New.self, Show.self, Front.self, Enter.self, Remove.self, Prune.self],
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
        let isBad = isBeingRemoved || (failing ?? 0) > 0
        return Table.Cell(stateText, isBad ? .bad : running == 0 ? .dim : (up ?? running) < active ? .busy : .good)
    }

    /// The services that other stacks have from it, with these.
    fileprivate var lent: String? {
        lends?.sorted { $0.key < $1.key }.map { "\($0) to \($1.joined(separator: " "))" }.joined(separator: ", ")
    }

    /// Its directories; a missing one is marked.
    var places: [String] {
        directories.map { hasLost($0) ? "\($0) (gone)" : $0 }
    }
}

extension Dusty.Stack {
    struct List: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List every stack.",
            discussion: """
                CPU is there while a dashboard shows the stack; MEM is up to five minutes old without one; DISK is what its /persist takes. \
                Plain host names lead to the one that is marked as the front. --quiet prints only the names.

                Example:
                  dusty stack list
                """
        )

        @OptionGroup var output: JSONFlag

        @Flag(name: .shortAndLong, help: "Print only the names of stacks.")
        var quiet = false

        var isQuiet: Bool { quiet }

        func validate() throws {
            if output.json, quiet { throw ValidationError("--json and --quiet exclude each other") }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let stacks = try await daemon.call(.stacks)
            if output.json { return try console.print(json: stacks) }
            if quiet { return try stacks.forEach { try console.print(console.shown($0.name)) } }
            var table = Table(columns: [
                .text("STACK"), .text("STATE"), .number("CPU"), .number("MEM"), .number("DISK"), .text("ADDRESS"),
                .text("BUNDLES"), .text("BRANCH"), .text("DIRECTORY"),
            ])
            table.rows = await LocatedStack.all(stacks).map { located in
                let stack = located.info
                return [
                    Table.Cell(stack.name + (stacks.count > 1 && stack.isFront == true ? " (front)" : ""), .strong),
                    stack.state,
                    Table.Cell(stack.cpuPercent.map(Measure.percent) ?? ""),
                    Table.Cell(stack.memoryBytes.map(Measure.bytes) ?? ""),
                    Table.Cell(stack.persistBytes.map(Measure.bytes) ?? ""), Table.Cell(stack.address, .dim),
                    Table.Cell(stack.bundles.joined(separator: " ")), Table.Cell(located.branches),
                    Table.Cell(stack.places.joined(separator: ", ")),
                ]
            }
            try console.print(table)
        }
    }

    struct Show: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
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
            let branches = await LocatedStack.all([stack]).first?.branches
            let facts: [(String, String?)] = [
                ("stack", stack.name), ("state", stack.state.text), ("specs", stack.specsRepo),
                ("bundles", stack.bundles.joined(separator: " ")), ("address", stack.address),
                ("directories", stack.places.joined(separator: ", ")), ("branch", branches), ("made by", stack.owner),
                ("made at", stack.createdAt?.description),
                ("shared with \(StackNames.standardName)", stack.shares?.joined(separator: ", ")),
                ("lends", stack.lent),
            ]
            for (key, value) in facts {
                guard let value, !value.isEmpty else { continue }
                try console.print("\(key): \(console.shown(value))")
            }
        }
    }

    struct Front: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "front",
            abstract: "Have the plain host names lead to a stack.",
            discussion: """
                Host names as they are in the specs, such as api.shop.test, lead to one stack on this host: `default`, unless another one is \
                chosen here. It keeps its own names, such as api.fix-ui.shop.test. The choice stays until it is changed, or the stack is \
                removed; then the names go back to `default`. Without a name it says which stack it is.

                Example:
                  dusty stack front fix-ui
                  dusty stack front default
                """
        )

        @Argument(help: "Name of the stack.", completion: CompletionNames.stacks)
        var name: String?

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            var stack: StackInfo?
            if let name {
                stack = try await daemon.call(.frontStack, StackChoice(name: name))
            } else {
                stack = try await daemon.call(.stacks).first { $0.isFront == true }
            }
            guard let stack else {
                throw DustyError(
                    .unavailable,
                    "the daemon does not say",
                    hint: "restart it: it is older than this program"
                )
            }
            if output.json { return try console.print(json: stack) }
            let when = stack.running == 0 ? ", once it is up" : ""
            try console.print("plain host names lead to the stack \(console.shown(stack.name))\(when)")
        }
    }
}
