import ArgumentParser
import DustyCore
import Essentials

extension Dusty {
    struct Upgrade: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "upgrade",
            abstract: "Replace the installed programs by newer ones; the daemon takes over by itself.",
            discussion: """
                The new programs come from an archive, a directory or a single program. They are run for their versions before anything \
                is replaced; owner and mode of the files stay. No job is lost: while one is at work the upgrade is refused, or waits with \
                --wait. Only root and the owner may do this.

                Example:
                  dusty upgrade --file dusty-1.2.0.tar.gz
                """
        )

        @Option(help: ArgumentHelp("Archive, directory or program.", valueName: "path"), completion: .file())
        var file: String?

        @Option(help: ArgumentHelp("https:// address of an archive or program.", valueName: "address"))
        var url: String?

        @Option(help: ArgumentHelp("Refuse what does not have this SHA-256.", valueName: "checksum"))
        var sha256: String?

        @Flag(help: "Show what would be replaced, and replace nothing.")
        var check = false

        @Flag(help: "Wait for the job that is at work.")
        var wait = false

        @OptionGroup var output: JSONFlag

        /// What `--json` prints.
        struct Report: Encodable {
            let programs: [StagedProgram]
            let upgraded: Bool
        }

        func validate() throws {
            if (file == nil) == (url == nil) { throw ValidationError("either --file or --url is needed") }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let workshop = FileManager.default.temporaryDirectory.path + "/dusty-upgrade-\(UUID().uuidString)"
            try FileManager.default.createDirectory(
                atPath: workshop,
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700]
            )
            defer { try? FileManager.default.removeItem(atPath: workshop) }
            let source = UpgradeSource(workshop: workshop)
            let given = try file ?? source.fetch(url ?? "")
            let path = try sha256.map { try source.verified(given, $0) } ?? given
            let programs = try await send(source.programs(in: path), daemon)
            let before = try await daemon.call(.version)
            if check {
                _ = try await daemon.call(.upgrade, UpgradeRequest(programs: [], wait: false))
                if output.json { return try console.print(json: Report(programs: programs, upgraded: false)) }
                for program in programs {
                    try console.print("would replace \(program.path): \(program.version)")
                }
                return
            }
            let outcome = try await daemon.call(.upgrade, UpgradeRequest(programs: programs.map(\.program), wait: wait))
            if outcome.restarts { try await Self.awaitNew(daemon, programs) }
            if output.json { return try console.print(json: Report(programs: outcome.replaced, upgraded: true)) }
            for program in outcome.replaced {
                let old = program.program == .dustyd ? before.version : DustyVersion.current
                try console.print("replaced \(program.path): \(old) -> \(program.version)")
            }
        }

        private func send(_ files: [UpgradeProgram: String], _ daemon: any Daemon) async throws -> [StagedProgram] {
            var staged: [StagedProgram] = []
            for (program, path) in files.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                let file = try LocalFile.reading(path)
                let upload = Upload(program, length: try file.size())
                staged.append(
                    try await daemon.send(.stageProgram, upload) { send in
                        while let piece = try file.next() { try await send(piece) }
                    }
                )
            }
            return staged
        }

        /// Waits until the new daemon answers.
        private static func awaitNew(_ daemon: any Daemon, _ programs: [StagedProgram]) async throws {
            let wanted = programs.first { $0.program == .dustyd }?.version
            for _ in 0..<150 {
                if let version = try? await daemon.call(.version).version, version == wanted { return }
                try await Task.sleep(for: .milliseconds(200))
            }
            throw DustyError(
                .unavailable,
                "the new daemon does not answer within 30 s",
                hint: "see its log: \(HostWords.own.daemonLog)"
            )
        }
    }
}
