import ArgumentParser
import DustyCore

extension Dusty {
    struct Setup: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "setup",
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

        @OptionGroup(visibility: .hidden) var former: FormerOptions

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let question = output.json ? nil : Question.onTerminal(console)
            try await SetupDialogue(daemon: daemon, console: console, question: question).run(
                SetupRequest(
                    specsRepo: try specsRepo.map(GitDirectory.specs),
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

/// What `setup` of the first Dusty took: each says what to write instead.
struct FormerOptions: ParsableArguments {
    @Option(name: [.customLong("mac_username"), .customLong("mac-username")], help: .hidden)
    var macUsername: String?

    @Option(name: [.customLong("default_specs_repo"), .customLong("default-specs-repo")], help: .hidden)
    var defaultSpecsRepo: String?

    @Option(
        name: [
            .customLong("vm_memory"), .customLong("vm-memory"), .customLong("boot2docker_vm_memory"),
            .customLong("boot2docker-vm-memory"),
        ],
        help: .hidden
    )
    var memory: String?

    @Flag(name: [.customLong("no-update"), .customLong("no_update")], help: .hidden)
    var noUpdate = false

    func validate() throws {
        if let macUsername { throw ValidationError("write `--owner \(macUsername)` in place of --mac_username") }
        if let defaultSpecsRepo {
            throw ValidationError("write `--specs-repo \(defaultSpecsRepo)` in place of --default_specs_repo")
        }
        if let memory {
            throw ValidationError(
                "setup makes no virtual machine: its memory is said with `dusty machine create NAME --memory`, in place of "
                    + "--vm_memory \(memory)"
            )
        }
        if noUpdate {
            throw ValidationError(
                "leave --no-update out: setup updates no repos; `dusty up` does, unless it has --no-pull"
            )
        }
    }
}
