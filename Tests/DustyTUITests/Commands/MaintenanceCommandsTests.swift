import ArgumentParser
import DustyCore
import DustyTestSupport
import Foundation
import Testing

@testable import DustyTUI

struct MaintenanceCommandsTests {
    private let captured = CapturedConsole()

    private static func backup() throws -> [UInt8] {
        var scanner = TarScanner()
        var header = TarHeader(name: "./db/", size: 0)
        header.type = "5"
        let bytes = try scanner.append(header.block())
        let manifest = BackupManifest(of: scanner, stack: "default", createdAt: WireExamples.time, warnings: [])
        return bytes + (try manifest.ending())
    }

    private static var answers: ScriptedDaemon.Answers {
        var answers = ScriptedDaemon.Answers()
        answers[VersionInfo.self] = VersionInfo(
            version: DustyVersion.current,
            api: API.version,
            stack: "default",
            pid: 7
        )
        answers[Job.self] = WireExamples.job
        answers[[JobEvent].self] = [
            JobEvent(job: 7, sequence: 0, time: WireExamples.time, kind: .finished(state: .succeeded, error: nil))
        ]
        answers[DiskReport.self] = WireExamples.disk
        answers[CleanupPlan.self] = CleanupPlan(remove: [WireExamples.item], keep: [])
        answers[DataPlan.self] = DataPlan(remove: [WireExamples.item], stops: ["backup"])
        answers[StagedRestore.self] = WireExamples.stagedRestore
        answers[DoctorReport.self] = DoctorReport(checks: [WireExamples.leastCheck])
        answers[[DumpDocument].self] = [DumpDocument(name: "jobs.json", text: "[]\n", redactions: 2)]
        answers[[AuditRecord].self] = [WireExamples.audit, WireExamples.leastAudit]
        answers[StagedProgram.self] = WireExamples.staged
        answers[UpgradeOutcome.self] = UpgradeOutcome(replaced: [WireExamples.staged], restarts: false)
        return answers
    }

    private func run(_ arguments: [String], _ answers: ScriptedDaemon.Answers = Self.answers) async throws -> [String] {
        let daemon = ScriptedDaemon(answers)
        let command = try #require(try Dusty.parseAsRoot(arguments) as? any DaemonCommand)
        try await command.run(daemon, captured.console())
        return daemon.calls
    }

    private func inDirectory(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/maintenance-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    @Test(
        arguments: [
            (["disk"], ["disk"]),
            (
                ["disk", "cleanup", "--yes"],
                ["cleanupPlan scope=containers scope=images", "startJob cleanup containers images", "jobEvents id=7"]
            ),
            (["disk", "cleanup", "--repos", "--dry-run"], ["cleanupPlan scope=repos"]),
            (
                ["disk", "cleanup", "--all", "--dry-run"],
                ["cleanupPlan scope=containers scope=images scope=volumes scope=repos"]
            ),
            (["down", "-v", "--yes"], ["startJob down volumes", "jobEvents id=7"]),
            (["reset", "postgres", "--yes"], ["dataPlan name=postgres", "startJob reset postgres", "jobEvents id=7"]),
            (["audit"], ["audit limit=100"]),
            (["audit", "-n", "5", "--since", "2h", "--json"], ["audit limit=5 since"]),
            (["doctor"], ["version", "doctor"]), (["doctor", "--fix"], ["version", "doctor fix"]),
        ] as [([String], [String])]
    )
    func aCommandAsksTheDaemon(arguments: [String], calls: [String]) async throws {
        for extra in [[], ["--json"]] {
            #expect(try await run(arguments + extra).map { $0.replacing(#/since=.+/#, with: "since") } == calls)
            #expect(!captured.out.isEmpty)
        }
    }

    @Test func `A134 disk prints a usage percentage`() async throws {
        _ = try await run(["disk"])
        #expect(captured.out.contains("63 %"))
        #expect(captured.out.contains("postgres"))
    }

    @Test func withoutATerminalNothingIsRemovedUnlessToldSo() async throws {
        // Under a test runner standard input is no terminal.
        for words in [["disk", "cleanup"], ["down", "-v"], ["reset", "postgres"]] {
            let error = await #expect(throws: DustyError.self) { _ = try await run(words) }
            #expect(error?.hint == "give --yes")
        }
        #expect(captured.out.contains("stopped meanwhile, because they have the same: backup"))
    }

    @Test func aBackupGetsItsNameWhenItIsWhole() async throws {
        try await inDirectory { directory in
            var answers = Self.answers
            answers[[[UInt8]].self] = [try Self.backup()]
            #expect(try await run(["disk", "backup", directory, "db"], answers) == ["backup name=db"])
            let names = try FileManager.default.contentsOfDirectory(atPath: directory)
            #expect(names.count == 1)
            let name = try #require(names.first)
            #expect(name.hasPrefix("dusty-backup-") && name.hasSuffix(".tar"))
            let mode = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")[.posixPermissions]
            #expect(mode as? Int == 0o600)

            // Of the whole, what is not below /persist is named.
            answers[CleanupPlan.self] = CleanupPlan(
                remove: [],
                keep: [DiskItem(kind: .volume, name: "dusty_db", id: "dusty_db", bytes: 5)]
            )
            let calls = try await run(["disk", "backup", "\(directory)/all.tar"], answers)
            #expect(
                calls == ["backup", "cleanupPlan scope=volumes", "status"]
                    && captured.error.contains("the volumes dusty_db")
            )
            try FileManager.default.removeItem(atPath: "\(directory)/all.tar")

            answers[[[UInt8]].self] = [Array(try Self.backup().dropLast(600))]
            await #expect(throws: DustyError.self) {
                _ = try await run(["disk", "backup", "\(directory)/cut.tar"], answers)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == names)
            await #expect(throws: DustyError.self) {
                _ = try await run(["disk", "backup", "\(directory)/\(name)"], answers)
            }
        }
    }

    @Test func aRestoreVerifiesBeforeItSendsAnything() async throws {
        try await inDirectory { directory in
            let archive = try Self.backup()
            try Data(archive).write(to: URL(fileURLWithPath: "\(directory)/dusty-backup-1.tar"))
            try Data(archive.dropLast(600)).write(to: URL(fileURLWithPath: "\(directory)/cut.tar"))
            await #expect(throws: DustyError.self) {
                _ = try await run(["disk", "restore", "-y", "\(directory)/cut.tar"])
            }
            let calls = try await run(["disk", "restore", "-y", directory])
            #expect(calls == ["stageRestore bytes=\(archive.count)", "startJob restore 1f3k queue", "jobEvents id=7"])
        }
    }

    @Test func aDumpIsAnArchiveThatTarReads() async throws {
        try await inDirectory { directory in
            let path = "\(directory)/d.tar.gz"
            _ = try await run(["dump", path])
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", "gzip -t '\(path)' && tar -tzf '\(path)'"]
            process.standardOutput = pipe
            try process.run()
            let list = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            for name in ["client.txt", "jobs.json", "client-doctor.json", "REDACTED.txt"] {
                #expect(list.contains(name))
            }
        }
    }

    @Test func aDoctorThatFindsAFaultFailsAndSaysWhatToDo() async throws {
        var answers = Self.answers
        var check = WireExamples.check
        check.fixed = nil
        answers[DoctorReport.self] = DoctorReport(checks: [check])
        await #expect(throws: ExitCode.self) { _ = try await run(["doctor"], answers) }
        #expect(captured.out.contains("failure  hosts file: the section has no end"))
        #expect(captured.out.contains("dusty doctor --fix"))
    }

    @Test func withoutADaemonTheDoctorLooksByItself() async throws {
        var answers = Self.answers
        answers.failure = DustyError(.unavailable, "the daemon is not running", hint: "start it")
        let report = await ClientDoctor(daemon: ScriptedDaemon(answers), fixes: false).report()
        #expect(report.checks.first?.name == "daemon")
        #expect(report.checks.first?.remedy == "start it")
        #expect(!report.ok)
        #expect(
            Set(["socket", "group", "settings", "hosts file", "engine", "git"]).isSubset(of: report.checks.map(\.name))
        )
    }

    @Test func theVersionsOfBothSidesAreCompared() {
        var daemon = VersionInfo(version: "0.9.0", api: "1.0", stack: "default", pid: 7)
        #expect(ClientDoctor.versionCheck(daemon).state == .warning)
        daemon.api = "2.0"
        #expect(ClientDoctor.versionCheck(daemon).state == .failure)
    }

    @Test func anUpgradeSendsWhatADirectoryHolds() async throws {
        try await inDirectory { directory in
            try Data("new".utf8).write(to: URL(fileURLWithPath: "\(directory)/dusty"))
            try Data("newer".utf8).write(to: URL(fileURLWithPath: "\(directory)/dustyd"))
            let calls = try await run(["upgrade", "--file", directory, "--check"])
            #expect(
                calls == [
                    "stageProgram program=dusty bytes=3", "stageProgram program=dustyd bytes=5", "version", "upgrade",
                ]
            )
            let applied = try await run(["upgrade", "--file", "\(directory)/dustyd", "--wait"])
            #expect(applied == ["stageProgram program=dustyd bytes=5", "version", "upgrade programs=dustyd wait"])
            let verified = try await run([
                "upgrade", "--file", "\(directory)/dustyd", "--sha256",
                "804f51f71254c4081e37e7c887073560f4a6fa6cdad202e9ac67e032c43ed1e1",
            ])
            #expect(verified == ["stageProgram program=dustyd bytes=5", "version", "upgrade programs=dustyd"])
            let wrong = ["upgrade", "--file", "\(directory)/dustyd", "--sha256", "00"]
            await #expect(throws: DustyError.self) { _ = try await run(wrong) }
            await #expect(throws: DustyError.self) { _ = try await run(["upgrade", "--url", "http://host/dusty.tar"]) }
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func aCompletionScriptIsMade(shell: String) async {
        let code = await Execution.run(["--generate-completion-script", shell], console: captured.console())
        #expect(code.isSuccess)
        #expect(captured.out.contains("---completion"))
    }

    /// A Mac says of a daemon without a free place for callers what it says of none.
    @Test func `a socket that refuses is asked again where that may mean that the daemon is busy`() async throws {
        try await TemporaryDirectory.with { directory in
            var question = QuickQuestion(socketPath: try directory.write("plain", ""))
            question.doubts = 3
            let start = ContinuousClock.now
            let snapshot: Snapshot? = question.value(Endpoint.status)
            #expect(snapshot == nil)
            #expect(ContinuousClock.now - start >= .milliseconds(60))
        }
    }

    @Test func withoutADaemonThereAreNoNamesAndNoMessages() async {
        let question = QuickQuestion(socketPath: "/nowhere/dusty.sock")
        let snapshot: Snapshot? = question.value(Endpoint.status)
        #expect(snapshot == nil)
    }
}
