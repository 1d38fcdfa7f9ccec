import ArgumentParser
import DustyCore

extension Dusty.Disk {
    struct Restore: JobCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "restore",
            abstract: "Put a backup back in place: under /persist, and its named volumes.",
            discussion: """
                The backup is read and verified twice, here and by the daemon, before anything is changed. Containers that use the data are \
                stopped meanwhile. What it replaces is kept, and you are told where; what it does not hold is not touched. A volume that is not there \
                is made; what was in one is kept in the engine's directory of it, and goes with the volume. Of a directory the newest backup in \
                it is taken.

                Example:
                  dusty disk restore ~/backups
                """
        )

        @Argument(help: "File that `dusty disk backup` made, or a directory with such files.", completion: .file())
        var source: String

        @OptionGroup var consent: Consent

        @OptionGroup var flags: JobFlags

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let path = try BackupFiles.source(source)
            let file = try LocalFile.reading(path)
            let manifest = try verify(file, console)
            let channel: Console.Channel = flags.json ? .error : .out
            try console.print(
                "\(path), made \(manifest.createdAt) of the stack \(console.shown(manifest.stack)), holds: "
                    + console.shown(manifest.contents),
                to: channel
            )
            let place = manifest.volumes == nil ? "these under /persist" : "these"
            try consent.ask("Replace \(place)? What is there now is kept.", console)
            let staged = try await send(file, daemon, console)
            if !staged.replaces.isEmpty {
                try console.print("replaces \(console.shown(staged.replaces.joined(separator: ", ")))", to: channel)
            }
            var flags = flags
            // The backup has been sent already: waiting is better than sending it again.
            flags.queue = true
            try await flags.run(.restore(staged.id), daemon, console)
        }

        private func verify(_ file: LocalFile, _ console: Console) throws -> BackupManifest {
            let check = BackupCheck()
            let meter = ByteMeter("verified", total: try file.size(), on: console)
            while let piece = try file.next() {
                try Task.checkCancellation()
                try check.add(piece)
                try meter.add(piece.count)
            }
            try meter.end()
            return try check.finish()
        }

        private func send(_ file: LocalFile, _ daemon: any Daemon, _ console: Console) async throws -> StagedRestore {
            file.rewind()
            let size = try file.size()
            let meter = ByteMeter("sent", total: size, on: console)
            let staged = try await daemon.send(.stageRestore, Upload(length: size)) { send in
                while let piece = try file.next() {
                    try meter.add(piece.count)
                    try await send(piece)
                }
            }
            try meter.end()
            return staged
        }
    }
}
