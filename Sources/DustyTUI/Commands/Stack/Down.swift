import ArgumentParser
import DustyCore

extension Dusty {
    struct Down: JobCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "down",
            abstract: "Stop and remove what Dusty made: containers, network, hosts section.",
            discussion: """
                Repos, data under /persist, volumes and settings stay. --volumes deletes the data too: the stack's volumes, named or not, and \
                all in /persist. What goes is listed first, with its size, and asked about. When other stacks share services of this one, they \
                are named and you are asked.

                Example:
                  dusty down
                  dusty down -v
                """
        )

        @Flag(name: .shortAndLong, help: "Delete the data too: volumes, and what is in /persist.")
        var volumes = false

        @OptionGroup var consent: Consent

        @OptionGroup var flags: JobFlags

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            if volumes, !consent.yes {
                try await Sharing(daemon).warn(about: [], console)
                let plan = try await daemon.call(.dataPlan, DataQuestion())
                try plan.show(flags.json ? .error : .out, console)
                let sum = Measure.bytes(plan.remove.reduce(0) { $0 + $1.bytes })
                try consent.ask("Take the stack down and delete these data, \(sum)?", console)
            } else {
                try await Sharing(daemon).ask("Take the stack down all the same?", about: [], consent, console)
            }
            try await flags.run(.down(volumes: volumes), daemon, console)
        }
    }
}
