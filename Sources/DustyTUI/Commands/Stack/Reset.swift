import ArgumentParser
import DustyCore

extension Dusty {
    struct Reset: JobCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset",
            abstract: "Delete the data of one app or service, and start it on none.",
            discussion: """
                Its volumes, named or not, and what it has in /persist go for good; then it starts again, so that what fills an empty database, \
                such as the scripts in /docker-entrypoint-initdb.d, runs once more. Others are left alone; who has the same directory is stopped \
                meanwhile. What goes is listed first, with its size, and asked about.

                Example:
                  dusty reset postgres
                  dusty disk backup --stop ~/backups postgres && dusty reset --yes postgres
                """
        )

        @Argument(help: "Active app or service.", completion: CompletionNames.services)
        var name: String

        @OptionGroup var consent: Consent

        @OptionGroup var flags: JobFlags

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let plan = try await daemon.call(.dataPlan, DataQuestion(of: name))
            if !consent.yes {
                try plan.show(flags.json ? .error : .out, console)
                try await Sharing(daemon).warn(about: [name], console)
                try consent.ask("Delete the data of \(console.shown(name))?", console)
            }
            try await flags.run(.reset(name), daemon, console)
        }
    }
}

extension DataPlan {
    /// Shows what goes, and who is stopped for it.
    func show(_ channel: Console.Channel, _ console: Console) throws {
        for line in Dusty.Disk.table(of: remove).lines(for: console) { try console.print(line, to: channel) }
        if remove.isEmpty { try console.print("there are no data", to: channel) }
        if !stops.isEmpty {
            let names = stops.map(console.shown).joined(separator: ", ")
            try console.print("stopped meanwhile, because they have the same: \(names)", to: channel)
        }
    }
}
