import ArgumentParser
import DustyCore

extension Dusty {
    struct Copy: StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "cp",
            abstract: "Copy files between this host and containers, or between containers.",
            discussion: """
                A path in a container is written name:/path. Directories are copied
                whole; into a directory that exists they are put, as by `cp -r`, and a
                source that ends in /. means what is inside. Containers need not run.
                Missing directories above a destination in a container are made. What
                is copied belongs to the container's root, or to you.

                Example:
                  dusty cp dump.sql postgres:/tmp/
                  dusty cp api:/var/log/. logs
                  dusty cp api:/data worker:/data
                """
        )

        @Flag(
            name: .shortAndLong,
            help: "Keep owners and groups by number; on the way to this host only root can."
        )
        var archive = false

        @Argument(help: "What to copy.")
        var source: String

        @Argument(help: "Where to.")
        var destination: String

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let progress = CopyProgress(console: console)
            defer { progress.end() }
            try await Copying(daemon: daemon, keepsOwners: archive, progress: progress)
                .run(from: try CopySide(source), to: try CopySide(destination))
        }
    }
}
