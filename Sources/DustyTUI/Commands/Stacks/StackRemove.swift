import ArgumentParser
import CLibrary
import DustyCore
import Essentials

extension Dusty.Stack {
    struct Remove: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: "Remove a stack with its containers, images, volumes, clones and data.",
            discussion: """
                Directories of yours stay. Afterwards Dusty looks again, and names what is left; the exit code is 1 then. No stack with clones \
                that have work which is nowhere else is removed, unless --force is given.

                Example:
                  dusty stack remove fix-ui
                """
        )

        @Argument(help: "Name of the stack.", completion: CompletionNames.stacks)
        var name: String

        @Flag(help: "Remove clones with work that is nowhere else too.")
        var force = false

        @OptionGroup var consent: Consent

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let stack = try await Dusty.Stack.find(name, daemon)
            let shown = console.shown(stack.name)
            try consent.ask("Remove the stack \(shown) with its containers, images, volumes, clones and data?", console)
            let removal = try await daemon.call(.removeStack, StackChoice(name: stack.name, force: force ? true : nil))
            if output.json { try console.print(json: removal) } else { try removal.print(to: console) }
            guard removal.left.isEmpty else { throw Exit.failed }
        }
    }

    struct Prune: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "prune",
            abstract: "Remove the stacks whose directories are gone.",
            discussion: """
                A stack that was made with --dir, or in a worktree, is left behind when its directories are deleted. Nothing is done to a stack \
                that has no directory, or has one that is still there or cannot be looked at. With --yes, stacks stay whose directories have lost \
                their surroundings too, as on a disk that is not mounted.

                Example:
                  git worktree remove ../api-fix-ui
                  dusty stack prune
                """
        )

        @Flag(help: "Remove clones with work that is nowhere else too.")
        var force = false

        @OptionGroup var consent: Consent

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let lost = try await daemon.call(.stacks).filter(\.hasLostItsDirectories)
            // A person sees the paths. Without one, a disk that is not mounted is not taken for deleted directories.
            let idle = consent.yes ? lost.filter(\.hasSurroundings) : lost
            for stack in lost where !idle.contains(stack) {
                try console.print(
                    "\(console.shown(stack.name)) stays: nothing is around its directory either, as on a disk that is not mounted; "
                        + "to remove it: dusty stack remove \(console.shown(stack.name))",
                    to: .error
                )
            }
            guard !idle.isEmpty else {
                if output.json { return try console.print(json: [StackRemoval]()) }
                return try console.print("no stack has lost its directories")
            }
            for stack in idle {
                let places = console.shown(stack.directories.joined(separator: ", "))
                try console.print("\(console.shown(stack.name)): \(places) is gone", to: .error)
            }
            let what = idle.count == 1 ? "this stack" : "these \(idle.count) stacks"
            try consent.ask("Remove \(what) with containers, images, volumes, clones and data?", console)
            var removals: [StackRemoval] = []
            for stack in idle {
                let choice = StackChoice(name: stack.name, force: force ? true : nil)
                removals.append(try await daemon.call(.removeStack, choice))
                if !output.json { try removals.last?.print(to: console) }
            }
            if output.json { try console.print(json: removals) }
            guard removals.allSatisfy(\.left.isEmpty) else { throw Exit.failed }
        }
    }
}

extension StackRemoval {
    /// Says what went and what is left.
    fileprivate func print(to console: Console) throws {
        for line in removed { try console.print("removed \(console.shown(line))") }
        for line in left { try console.print("left: \(console.shown(line))", to: .error) }
        if left.isEmpty { try console.print("stack \(console.shown(name)) is gone") }
    }
}

extension StackInfo {
    /// Whether each of its directories is known to be gone: one that cannot be looked at may be there.
    var hasLostItsDirectories: Bool {
        !directories.isEmpty && directories.allSatisfy { access($0, F_OK) != 0 && [ENOENT, ENOTDIR].contains(errno) }
    }

    /// Whether the directory above one that is gone is there, with something in it.
    var hasSurroundings: Bool {
        directories.allSatisfy { path in
            let above = path.parts(at: "/").dropLast().joined(separator: "/")
            return (try? FileManager.default.contentsOfDirectory(atPath: "/" + above))?.isEmpty == false
        }
    }
}
