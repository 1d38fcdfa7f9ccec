import ArgumentParser
import DustyCore

extension Dusty {
    struct Up: JobCommand, StackCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring the active bundles up.",
            discussion: """
                Updates the managed repos, compiles the specs, syncs code, and starts or changes what differs; what is already as it \
                should be is left alone. Containers that no active bundle needs any more are removed. An app or a service starts as soon \
                as what it depends on is ready; the job ends when all are, or says who is not, and why.

                Example:
                  dusty bundles activate shop
                  dusty up
                  dusty up --dry-run
                """
        )

        @Flag(inversion: .prefixedNo, help: "Update the managed repos first.")
        var pull = true

        @Flag(
            inversion: .prefixedNo,
            help: "Replace containers whose definition changed; otherwise only missing ones are made."
        )
        var recreate = true

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
            if dryRun { return try await Plan.show(asJSON: flags.json, daemon, console) }
            try await flags.run(.up(pull: pull, recreate: recreate, fresh: fresh), daemon, console)
        }
    }
}
