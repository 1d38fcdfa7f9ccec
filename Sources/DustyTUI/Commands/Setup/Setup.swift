import ArgumentParser
import DustyCore

extension Dusty {
    struct Setup: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            abstract: "Configure the specs repo, the owner and the active bundles.",
            discussion: """
                Asks for what no option says; without a terminal what is not said stays as it is. The specs are cloned with your keys (of \
                the owner, when root sets Dusty up); nothing is kept when that fails. It can be run again at any time.

                Example:
                  sudo dusty setup
                  dusty setup --specs-repo github.com/acme/specs --owner ann --bundle shop
                """
        )

        @Option(
            help: "Where the specs come from: github.com/org/name, an ssh or https URL, git@host:path, or a directory."
        )
        var specsRepo: String?

        @Option(help: "Login name of the user who may always use Dusty.")
        var owner: String?

        @Option(name: .customLong("bundle"), help: "Bundle to activate; may be repeated.")
        var bundles: [String] = []

        @OptionGroup var output: JSONFlag

        @Flag(help: "The specs are those of the same project at another place: it keeps the data that there are.")
        var sameProject = false

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let question = output.json ? nil : Question.onTerminal(console)
            try await SetupDialogue(daemon: daemon, console: console, question: question).run(
                SetupRequest(
                    specsRepo: specsRepo,
                    owner: owner,
                    bundles: bundles.isEmpty ? nil : bundles,
                    sshAuthSock: SSHAgent.socketPath(),
                    sameProject: sameProject ? true : nil
                ),
                asJSON: output.json
            )
        }
    }
}
