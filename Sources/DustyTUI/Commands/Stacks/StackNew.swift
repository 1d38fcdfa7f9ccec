import ArgumentParser
import DustyCore
import Essentials

extension Dusty.Stack {
    struct New: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "new",
            abstract: "Make a stack beside the others.",
            discussion: """
                Without --specs it is the same project once more: specs, bundles, variables and assets are those of `default`, the repos are \
                clean clones of its own, and data are new, or with --data a copy of another stack's. With --dir it uses your code: a directory that is a clone or a worktree of one of \
                its repos takes that repo's place, and commands that are run below it are about this stack.

                With --share it uses the containers of `default` of these services, with their data, under the same names. Migrations \
                of its code change the data of both, and --data does not copy them.

                Host names have the stack's name in them, such as api.fix-ui.shop.test; inside its containers the plain names lead to itself. \
                On this host the plain names lead to `default`, or to the stack of `dusty stack front`.

                In a worktree of one of its repos no option is needed: it is the directory, and its branch gives the name. With --worktrees \
                each repo of which `default` uses a directory of yours gets a worktree below DIR, all on one branch.

                Example:
                  git worktree add ../api-fix-ui fix-ui
                  cd ../api-fix-ui && dusty stack new --up
                  dusty stack new fix-ui --worktrees ../fix-ui
                  dusty stack new fix-ui --data from:default --up
                  dusty stack new fix-ui --share postgres,redis --up
                  dusty stack new blog --specs github.com/acme/blog-specs --bundles blog
                """
        )

        @Argument(
            help: "Its name: lower-case letters and digits, with single - between them. That of the branch without one."
        )
        var name: String?

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

        @Option(
            help: ArgumentHelp("Make a worktree of each repo in this directory.", valueName: "dir"),
            completion: .directory
        )
        var worktrees: String?

        @Option(help: ArgumentHelp("Branch of the worktrees; the stack's name without it.", valueName: "branch"))
        var branch: String?

        @Option(
            parsing: .upToNextOption,
            help: ArgumentHelp(
                "Repos that get a worktree, instead of all with a directory of yours.",
                valueName: "repo"
            )
        )
        var repos: [String] = []

        @Option(
            help: ArgumentHelp(
                "Data it begins with: `fresh` for none, or `from:STACK` for a copy of that stack's /persist and named volumes.",
                valueName: "data"
            )
        )
        var data = NewData.fresh

        @Option(
            parsing: .upToNextOption,
            help: ArgumentHelp("Services that it has from `default`, with commas between them.", valueName: "service"),
            completion: CompletionNames.services
        )
        var share: [String] = []

        @Flag(help: "Bring it up at once.")
        var up = false

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let specs = try specs.map(GitDirectory.specs).map {
                FileManager.default.isDirectory($0) ? try OverrideDirectory.absolute($0) : $0
            }
            let code = StackCode(daemon: daemon, console: console)
            var places = try directories.map(OverrideDirectory.absolute)
            if places.isEmpty, specs == nil, worktrees == nil { places = try await code.around(Self.here) }
            var name = self.name ?? ""
            if self.name == nil { name = try await code.name(of: places, branch: branch) }
            var trees: [StackCode.Worktree] = []
            if let worktrees { trees = try await code.worktrees(of: repos, below: worktrees, on: branch ?? name) }
            places += trees.map(\.place)
            let agent = SSHAgent.socketPath()
            let request = StackRequest(
                name: name,
                specsRepo: specs,
                bundles: bundles.isEmpty ? nil : bundles,
                directories: places,
                dataFrom: data.source,
                share: shared.isEmpty ? nil : shared,
                sshAuthSock: agent
            )
            let stack: StackInfo
            do { stack = try await StackMaking(daemon: daemon, console: console).make(request) } catch {
                for tree in trees where tree.isNew { tree.of.removeWorktree(tree.place) }
                throw error
            }
            let own = daemon.about(stack.name)
            if !output.json { try tell(stack, console) }
            try await override(places, own, console, agent)
            if output.json, !up { return try console.print(json: stack) }
            if up {
                let request = JobRequest(.up(pull: true, recreate: true, fresh: []), sshAuthSock: agent)
                try await JobFollowing(daemon: own, console: console, asJSON: output.json).run(request)
            } else if !output.json {
                let name = console.shown(stack.name)
                let first = stack.bundles.isEmpty ? "`dusty bundles activate NAME -s \(name)`, then " : ""
                try console.print("next: \(first)`dusty up -s \(name)`")
            }
        }

        private var shared: [String] { share.splitAtCommas }

        private static var here: String { FileManager.default.currentDirectoryPath }

        func validate() throws {
            guard worktrees == nil else { return }
            if branch != nil || !repos.isEmpty {
                throw ValidationError("--branch and --repos are about worktrees: give --worktrees DIR too")
            }
        }

        private func tell(_ stack: StackInfo, _ console: Console) throws {
            try console.print("stack \(console.shown(stack.name)) at \(stack.address)")
            if let specs = stack.specsRepo { try console.print("specs: \(console.shown(specs))") }
            if !stack.bundles.isEmpty {
                try console.print("active bundles: \(console.shown(stack.bundles.joined(separator: " ")))")
            }
            if let shares = stack.shares {
                let names = console.shown(shares.joined(separator: " "))
                try console.print("shared with \(StackNames.standardName): \(names); their data are those of both")
                if let source = data.source {
                    try console.print("not copied from \(console.shown(source)): the data of \(names)")
                }
            }
        }

        /// Has clones and worktrees replace the stack's repos.
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
                let origin = await GitDirectory(path: place).origin().map { RepoReference($0).relativePath }
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
}
