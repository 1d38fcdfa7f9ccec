import ArgumentParser
import DustyCore
import Essentials

extension Dusty.Disk {
    struct Backup: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "backup",
            abstract: "Save the data under /persist and named volumes in a tar archive.",
            discussion: """
                Owners, modes, attributes, hard links and holes are kept. The archive ends with the checksum of everything in it. It is your \
                file, readable only by you. In a directory it gets a name with the date.

                Named volumes of the stack's apps and services are in it too. What cannot be saved is named afterwards: volumes without a name, those \
                of a driver of their own, and those of a stack on another machine.

                Databases that write meanwhile may be saved in the middle of a write: --stop stops containers that use the data and starts \
                them again afterwards.

                Example:
                  dusty disk backup --stop ~/backups
                  dusty disk backup postgres.tar postgres
                  dusty disk backup cache.tar dusty_cache
                """
        )

        @Argument(help: "File to make, or an existing directory.", completion: .file())
        var destination: String

        @Argument(
            help:
                "Directories and files at the top of /persist, and volumes as `dusty disk` names them; all when none is named.",
            completion: CompletionNames.persist
        )
        var names: [String] = []

        @Flag(help: "Stop the containers that use them meanwhile.")
        var stop = false

        @Flag(help: "Replace the file when it exists.")
        var force = false

        @OptionGroup var output: JSONFlag

        /// What `--json` prints.
        struct Report: Encodable {
            let file: String
            let size: Int64
            let manifest: BackupManifest
            /// Volumes of the stack in the engine, which are not in the archive.
            var unsavedVolumes: [String] = []
        }

        @OptionGroup var stack: StackOption

        func validate() throws {
            if [".gz", ".tgz", ".zst", ".xz", ".bz2"].contains(where: destination.hasSuffix) {
                throw ValidationError("the archive is not compressed", hint: "give a name that ends in .tar")
            }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let path = BackupFiles.target(destination, now: .now)
            guard force || !FileManager.default.fileExists(atPath: path) else {
                throw DustyError(.conflict, "\(path) exists", hint: "name another file, or give --force")
            }
            let meter = ByteMeter("saved", on: console)
            var report = try await save(to: path, daemon, meter)
            if names.isEmpty { report.unsavedVolumes = try await Self.volumes(daemon, notIn: report.manifest) }
            if output.json { return try console.print(json: report) }
            for warning in report.manifest.warnings {
                try console.print(
                    "\(console.paint("warning:", .busy, on: .error)) \(console.shown(warning))",
                    to: .error
                )
            }
            let what = report.manifest.contents
            try console.print("saved \(console.shown(what)): \(Measure.bytes(report.size)) in \(path)")
            if !report.unsavedVolumes.isEmpty {
                let volumes = report.unsavedVolumes.joined(separator: ", ")
                try console.print(
                    "\(console.paint("warning:", .busy, on: .error)) not saved: the volumes \(console.shown(volumes))",
                    to: .error
                )
            }
            if names.isEmpty { try await Sharing(daemon).tell("not saved", console) }
            if !report.manifest.warnings.isEmpty, !stop {
                try console.print("with --stop nothing would have changed meanwhile", to: .error)
            }
        }

        /// Volumes of the stack in the engine that a backup does not have; none if the engine does not say.
        private static func volumes(
            _ daemon: any Daemon,
            notIn manifest: BackupManifest
        ) async throws -> [String] {
            guard let plan = try? await daemon.call(.cleanupPlan, CleanupQuestion(of: [.volumes])) else { return [] }
            let project = (try? StackNames(manifest.stack))?.project ?? ""
            let saved = Set((manifest.volumes ?? []).map { "\(project)_\($0)" })
            return (plan.remove + plan.keep).filter { $0.kind == .volume && !saved.contains($0.id) }.map(\.name)
                .sorted()
        }

        /// The file gets its name when it is complete and its checksum is right.
        private func save(to path: String, _ daemon: any Daemon, _ meter: ByteMeter) async throws -> Report {
            let file = try LocalFile.making(path)
            let check = BackupCheck()
            do {
                try await daemon.backup(BackupRequest(names: names, stop: stop)) { piece in
                    try check.add(piece)
                    try file.append(piece)
                    try meter.add(piece.count)
                }
                let manifest = try check.finish()
                try file.finish(as: path)
                try meter.end()
                return Report(file: path, size: meter.bytes, manifest: manifest)
            } catch {
                file.discard()
                try? meter.end()
                throw error
            }
        }
    }
}
