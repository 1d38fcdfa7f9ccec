import ArgumentParser
import DustyCore

extension Dusty {
    struct Up: JobCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "up",
            abstract: "Bring the active bundles up, or some of their apps and services.",
            discussion: """
                Updates the managed repos, compiles the specs, syncs code, and starts or changes what differs; what is already as it \
                should be is left alone. Containers that no active bundle needs any more are removed. An app or a service starts as soon \
                as what it depends on is ready; the job ends when all are, or says who is not, and why.

                With names only these apps and services are brought up, with all that they depend on; others are left as they are, running \
                or not. They must be in an active bundle.

                Example:
                  dusty bundles activate shop
                  dusty up
                  dusty up api worker
                  dusty up --dry-run
                """
        )

        @Argument(help: "Active apps and services; all when none is named.", completion: CompletionNames.services)
        var names: [String] = []

        @Flag(inversion: .prefixedNo, help: "Update the managed repos first.")
        var pull = true

        @Flag(
            inversion: .prefixedNo,
            help: "Replace containers whose definition changed; otherwise only missing ones are made."
        )
        var recreate = true

        // As everybody types who is used to Compose: what was brought up always stays when the command ends.
        @Flag(name: [.customShort("d"), .customLong("detach")], help: .hidden)
        var detach = false

        @Option(
            help: ArgumentHelp(
                "Let an app or a service start on an empty directory where its data under /persist are gone. May be repeated.",
                valueName: "name"
            ),
            completion: CompletionNames.services
        )
        var fresh: [String] = []

        @Flag(help: "Show what would be done, as `dusty plan` does, and touch nothing.")
        var dryRun = false

        @OptionGroup var flags: JobFlags

        @OptionGroup var stack: StackOption

        func validate() throws {
            if dryRun, !fresh.isEmpty {
                throw ValidationError("--fresh and --dry-run exclude each other")
            }
            if dryRun, !recreate {
                throw ValidationError("--dry-run shows a whole `up`", hint: "leave --no-recreate out")
            }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            if dryRun { return try await Plan.show(names, asJSON: flags.json, daemon, console) }
            try await flags.run(.up(names, pull: pull, recreate: recreate, fresh: fresh), daemon, console)
            if !flags.json, !flags.quiet { try await showAddresses(daemon, console) }
        }

        /// Where what was brought up answers. Up it is without that, too.
        private func showAddresses(_ daemon: any Daemon, _ console: Console) async throws {
            guard let snapshot = try? await daemon.call(.status) else { return }
            let rows = (snapshot.apps + snapshot.services).filter { row in
                row.wanted && row.state.isRunning && !row.urls.isEmpty && (names.isEmpty || names.contains(row.name))
            }
            for row in rows { try console.print("\(row.name): \(row.urls.joined(separator: " "))") }
        }
    }
}
