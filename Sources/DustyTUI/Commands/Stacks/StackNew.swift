import ArgumentParser
import DustyCore
import FoundationEssentials

extension Dusty.Stack {
    struct New: FactsCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a stack beside the others.",
            discussion: """
                Without --specs it is the same project once more: specs, bundles, variables and assets are those of `default`, the repos are \
                clean clones of its own, and data are new. With --dir it uses your code: a directory that is a clone or a worktree of one of \
                its repos takes that repo's place, and commands that are run below it are about this stack.

                Host names have the stack's name in them, such as api.fix-ui.shop.test; inside its containers the plain names lead to itself. \
                On this host the plain names stay with `default`.

                Example:
                  git worktree add ../api-fix-ui fix-ui
                  dusty stack new fix-ui --dir ../api-fix-ui --up
                  dusty stack new blog --specs github.com/acme/blog-specs --bundles blog
                """
        )

        @Argument(help: "Its name: lower-case letters and digits, with single - between them.")
        var name: String

        @Option(help: ArgumentHelp("Where its specs come from: a repo or a directory.", valueName: "repo"))
        var specs: String?

        @Option(
            parsing: .upToNextOption,
            help: ArgumentHelp("Bundles to activate.", valueName: "bundle"),
            completion: CompletionNames.bundles
        )
        var bundles: [String] = []

        @Option(
            name: .customLong("dir"),
            help: ArgumentHelp("Directory of yours that belongs to it. May be repeated.", valueName: "dir"),
            completion: .directory
        )
        var directories: [String] = []

        @Flag(help: "Bring it up at once.")
        var up = false

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let places = try directories.map(OverrideDirectory.absolute)
            let specs = try specs.map { FileManager.default.isDirectory($0) ? try OverrideDirectory.absolute($0) : $0 }
            let agent = SSHAgent.socketPath()
            let stack = try await daemon.call(
                .newStack,
                StackRequest(
                    name: name,
                    specsRepo: specs,
                    bundles: bundles.isEmpty ? nil : bundles,
                    directories: places,
                    sshAuthSock: agent
                )
            )
            let own = daemon.about(stack.name)
            if !output.json { try tell(stack, console) }
            try await override(places, own, console, agent)
            if output.json, !up { return try console.print(json: stack) }
            if up {
                let request = JobRequest(.up(pull: true, recreate: true, fresh: []), sshAuthSock: agent)
                try await JobFollowing(daemon: own, console: console, asJSON: output.json).run(request)
            } else if !output.json {
                try console.print("next: `dusty up -s \(console.shown(stack.name))`")
            }
        }

        private func tell(_ stack: StackInfo, _ console: Console) throws {
            try console.print("stack \(console.shown(stack.name)) at \(stack.address)")
            if let specs = stack.specsRepo { try console.print("specs: \(console.shown(specs))") }
            if !stack.bundles.isEmpty {
                try console.print("active bundles: \(console.shown(stack.bundles.joined(separator: " ")))")
            }
        }

        /// Has clones and worktrees of the stack's repos take their places.
        private func override(
            _ places: [String],
            _ daemon: any Daemon,
            _ console: Console,
            _ agent: String?
        ) async throws {
            guard !places.isEmpty else { return }
            let repos = try await daemon.call(.repos)
            var changes: [RepoRequest] = []
            for place in places {
                let origin = GitOrigin.address(of: place).map { RepoReference($0).relativePath }
                guard let repo = repos.first(where: { RepoReference($0.name).relativePath == origin }) else {
                    try console.print(
                        "\(console.shown(place)) is no clone of a repo of the stack; commands below it are about the stack all the same",
                        to: .error
                    )
                    continue
                }
                changes.append(RepoRequest(name: repo.name, path: place))
                let channel: Console.Channel = output.json ? .error : .out
                try console.print("\(console.shown(repo.shortName)) comes from \(console.shown(place))", to: channel)
            }
            guard !changes.isEmpty else { return }
            _ = try await daemon.call(.changeRepos, RepoChanges(changes, sshAuthSock: agent))
        }
    }

    struct Remove: FactsCommand {
        static let configuration = CommandConfiguration(
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
            if output.json {
                try console.print(json: removal)
            } else {
                for line in removal.removed { try console.print("removed \(console.shown(line))") }
                for line in removal.left { try console.print("left: \(console.shown(line))", to: .error) }
                if removal.left.isEmpty { try console.print("stack \(shown) is gone") }
            }
            guard removal.left.isEmpty else { throw Exit.failed }
        }
    }
}
