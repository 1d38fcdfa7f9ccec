import ArgumentParser
import DustyCore

extension Dusty {
    struct Up: DaemonCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring the active bundles up.",
            discussion: """
                Updates the managed repos, compiles the specs, syncs code, and starts or changes what differs; what is already as it \
                should be is left alone. Containers that no active bundle needs any more are stopped.

                Example:
                  dusty bundles activate shop
                  dusty up
                """
        )

        @Flag(inversion: .prefixedNo, help: "Update the managed repos first.")
        var pull = true

        @OptionGroup var flags: JobFlags

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await flags.run(.up, pull: pull, daemon, console)
        }
    }
}
