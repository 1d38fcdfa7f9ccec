import ArgumentParser
import DustyCore

extension Dusty {
    struct Test: StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract: "Run the test suites of an app or a lib in a stack of their own.",
            usage: "dusty test [<options>] <name> [<suite>|all] [<arguments> ...]",
            discussion: """
                Without a suite the suites of NAME are listed. A run gets fresh copies of the services that the suite names and a test \
                image that is kept until something that went into it changes; all but that image is removed afterwards, also when this \
                command is killed. The running stack is left alone, and several runs may go side by side.

                Standard output and standard error are those of the suite, and so is the exit code; with `all` the codes of all suites \
                are combined by bitwise or. Options come before NAME; what follows the suite goes to the suite as it is.

                Example:
                  dusty test api
                  dusty test api unit
                  dusty test --junit report.xml api all
                  dusty test api unit -k "two words"
                """
        )

        @Flag(help: "Make the test image again.")
        var recreate = false

        @Flag(inversion: .prefixedNo, help: "Update the specs and the managed repos first.")
        var pull = true

        @Flag(help: "Leave the containers of the run for inspection.")
        var keep = false

        @Option(help: ArgumentHelp("Write the results as JUnit XML.", valueName: "file"))
        var junit: String?

        @Flag(
            help: "Print the run's events as JSON, one a line, the results in the last; or the list of suites as JSON."
        )
        var json = false

        var printsJSON: Bool { json }

        @Argument(help: ArgumentHelp("App or lib.", valueName: "name"), completion: CompletionNames.appsAndLibs)
        var name: String

        @Argument(
            parsing: .captureForPassthrough,
            help: ArgumentHelp("Suite, or `all`, and arguments for it.", valueName: "suite")
        )
        var words: [String] = []

        @OptionGroup var stack: StackOptionBeforeWords

        // Wrong usage is reported first.
        var need: DaemonNeed { .later }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            guard let suite = words.first else { return try await list(daemon, console) }
            guard !suite.hasPrefix("-") else {
                throw ValidationError(
                    "`\(suite)` stands where a suite is expected",
                    hint: "put options before the name"
                )
            }
            let suites = TestRequest(
                suite: suite,
                arguments: Array(words.dropFirst()),
                recreate: recreate,
                keep: keep,
                attached: true
            )
            let following = TestFollowing(daemon: daemon, console: console, asJSON: json, junit: junit)
            try await following.run(
                JobRequest(.test(name, suites, pull: pull), queue: true, sshAuthSock: SSHAgent.socketPath()),
                forAll: suites.isForAll
            )
        }

        private func list(_ daemon: any Daemon, _ console: Console) async throws {
            let suites = try await daemon.call(.testSuites, SuitesQuestion(of: name))
            if json { return try console.print(json: suites) }
            guard !suites.isEmpty else {
                return try console.print("No test suite registered for \(name).")
            }
            var table = Table(columns: [.text("TEST SUITE"), .text("DESCRIPTION"), .text("DEFAULT ARGS")])
            table.rows = suites.map { [Table.Cell($0.name), Table.Cell($0.description), Table.Cell($0.defaultArgs)] }
            try console.print(table)
        }
    }
}
