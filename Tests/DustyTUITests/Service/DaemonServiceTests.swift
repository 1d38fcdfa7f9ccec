import ArgumentParser
import DustyCore
import Foundation
import Testing

@testable import DustyTUI

@Suite struct DaemonServiceTests {
    private static let unit = "/usr/local/lib/systemd/system/dustyd.service"
    private static let list = "/Library/LaunchDaemons/org.dusty.dustyd.plist"
    private static let log = "/var/log/dusty.log"
    private static let programs = "/usr/local/bin"

    /// A daemon that answers as the process that the stand-ins name, or another.
    private func daemon(_ pid: Int = 4711) -> ScriptedDaemon {
        ScriptedDaemon(
            ScriptedDaemon.Answers(
                VersionInfo(version: DustyVersion.current, api: API.version, stack: "default", pid: pid)
            )
        )
    }

    private var nobody: ScriptedDaemon {
        var answers = ScriptedDaemon.Answers()
        answers.failure = DustyError(.unavailable, "nobody listens")
        return ScriptedDaemon(answers)
    }

    private func with(_ body: (StandInManager) async throws -> Void) async throws {
        let host = try StandInManager()
        defer { host.remove() }
        try await body(host)
    }

    /// Installs with a daemon that answers once it was started.
    private func install(_ host: StandInManager, _ system: ServiceSystem) async throws -> [String] {
        // What answers before it is started would be another daemon; the stand-ins start nothing.
        var service = host.service(system)
        service.patience = .seconds(5)
        let late = LateDaemon {
            FileManager.default.fileExists(atPath: "\(host.directory)/state/running")
                || FileManager.default.fileExists(atPath: "\(host.directory)/state/loaded")
        }
        return try await service.install(programs: Self.programs, late).steps.map { "\($0.action) \($0.subject)" }
    }

    private func refusal(_ body: () async throws -> Void) async -> DustyError? {
        do { try await body() } catch { return error as? DustyError }
        return nil
    }

    @Test func `with systemd the unit is written and started, once`() async throws {
        try await with { host in
            #expect(
                try await install(host, .systemd) == [
                    "wrote \(Self.unit)", "enabled dustyd.service", "started dustyd.service",
                ]
            )
            #expect(
                host.calls() == [
                    "systemctl daemon-reload", "systemctl enable dustyd.service", "systemctl start dustyd.service",
                ]
            )
            let text = try #require(host.text(Self.unit))
            #expect(try text == ServiceSystem.systemd.files(programs: Self.programs)[0].text)
            let attributes = try FileManager.default.attributesOfItem(atPath: host.root + Self.unit)
            #expect(attributes[.posixPermissions] as? Int == 0o644)
            #expect(try await install(host, .systemd) == [])
            #expect(host.calls() == [])
            let files = try host.files()
            #expect(files == [Self.unit])
        }
    }

    @Test func `with launchd the property list and the rotation of the log are written, and the job is loaded, once`()
        async throws
    {
        try await with { host in
            let wrote = try await install(host, .launchd)
            #expect(
                wrote == [
                    "wrote \(Self.list)", "wrote /etc/newsyslog.d/dusty.conf", "made \(Self.log)",
                    "enabled org.dusty.dustyd",
                    "started org.dusty.dustyd",
                ]
            )
            #expect(
                host.calls() == [
                    "launchctl enable system/org.dusty.dustyd", "launchctl bootstrap system \(Self.list)",
                ]
            )
            #expect(try await install(host, .launchd) == [])
            #expect(host.calls() == [])
        }
    }

    @Test func `the log is closed to others before launchd opens it, and keeps what is in it`() async throws {
        try await with { host in
            func rights() throws -> Int? {
                try FileManager.default.attributesOfItem(atPath: host.root + Self.log)[.posixPermissions] as? Int
            }
            _ = try await install(host, .launchd)
            #expect(try rights() == 0o640)
            #expect(host.text(Self.log) == "")
            // As launchd itself made it for an earlier Dusty.
            try host.write(host.root + Self.log, "a line\n", mode: 0o644)
            #expect(try await install(host, .launchd) == ["made \(Self.log)"])
            #expect(try rights() == 0o640)
            #expect(host.text(Self.log) == "a line\n")
            try FileManager.default.removeItem(atPath: host.root + Self.log)
            try #require(mkfifo(host.root + Self.log, 0o644) == 0)
            #expect(await refusal { _ = try await install(host, .launchd) }?.message.contains(Self.log) == true)
        }
    }

    @Test func `a job that was disabled is enabled before it is loaded`() async throws {
        try await with { host in
            try host.set("disabled")
            #expect(try await install(host, .launchd).contains("started org.dusty.dustyd"))
        }
    }

    @Test(arguments: ServiceSystem.allCases) func `uninstall takes back what install did, and is done once`(
        _ system: ServiceSystem
    ) async throws {
        try await with { host in
            _ = try await install(host, system)
            _ = host.calls()
            let service = host.service(system)
            let outcome = try await service.uninstall()
            #expect(outcome.steps.first?.action == .stopped && outcome.steps.last?.action == .removed)
            let files = try host.files()
            // What was logged stays, as in the journal.
            #expect(files == (system == .launchd ? [Self.log] : []))
            #expect(try await service.manager.state() == nil)
            #expect(try await service.uninstall().steps == [])
            let calls = host.calls()
            #expect(
                calls
                    == (system == .launchd
                        ? ["launchctl bootout system/org.dusty.dustyd"]
                        : [
                            "systemctl stop dustyd.service", "systemctl disable dustyd.service",
                            "systemctl daemon-reload",
                            "systemctl reset-failed dustyd.service",
                        ])
            )
        }
    }

    @Test(arguments: ServiceSystem.allCases) func `only root may, and is told how`(_ system: ServiceSystem) async throws
    {
        try await with { host in
            let service = host.service(system, isRoot: false)
            let error = await refusal { _ = try await service.install(programs: Self.programs, nobody) }
            #expect(error?.code == .forbidden && error?.hint?.contains("sudo dusty service install") == true)
            let refused1 = await refusal { _ = try await service.uninstall() }
            #expect(refused1?.code == .forbidden)
            let files = try host.files()
            #expect(files == [])
        }
    }

    @Test func `without a service manager it says so, and writes nothing`() async throws {
        try await with { host in
            try FileManager.default.removeItem(atPath: "\(host.root)/run/systemd")
            let service = host.service(.systemd)
            let error = await refusal { _ = try await service.install(programs: Self.programs, nobody) }
            #expect(error?.code == .unavailable && error?.hint?.contains("dusty -d") == true)
            let refused2 = await refusal { _ = try await service.look() }
            #expect(refused2?.code == .unavailable)
            let files = try host.files()
            #expect(files == [])
            // What an install left there before systemd was gone can be taken away.
            try host.write(host.root + Self.unit, try ServiceSystem.systemd.files(programs: "/opt/bin")[0].text)
            #expect(try await service.uninstall().steps == [ServiceStep(action: .removed, subject: Self.unit)])
            #expect(host.calls() == [])
        }
    }

    @Test func `what Dusty did not write, or someone changed, is neither replaced nor removed`() async throws {
        let ours = try ServiceSystem.systemd.files(programs: Self.programs)[0].text
        for text in ["[Service]\nExecStart=/bin/true\n", ours + "Nice=5\n", ""] {
            try await with { host in
                try host.write(host.root + Self.unit, text)
                let service = host.service(.systemd)
                for error in [
                    await refusal { _ = try await service.install(programs: Self.programs, nobody) },
                    await refusal { _ = try await service.uninstall() },
                ] { #expect(error?.code == .conflict && error?.message.contains(Self.unit) == true) }
                #expect(host.text(Self.unit) == text)
                #expect(host.calls() == [])
            }
        }
    }

    @Test func `a text of another version or of other programs is replaced, and a daemon that runs is left alone`()
        async throws
    {
        try await with { host in
            let old = try ServiceSystem.systemd.files(programs: "/opt/dusty/bin")[0].text
            try host.write(host.root + Self.unit, old)
            for name in ["loaded", "enabled", "running"] { try host.set(name) }
            let outcome = try await host.service(.systemd).install(programs: Self.programs, daemon())
            #expect(outcome.steps == [ServiceStep(action: .replaced, subject: Self.unit)])
            #expect(outcome.note?.contains("earlier file") == true)
            #expect(host.calls() == ["systemctl daemon-reload"])
        }
    }

    @Test func `a link, a directory and another unit of the name are in the way`() async throws {
        for (path, target) in [(Self.unit, "/dev/null"), ("/etc/systemd/system/dustyd.service", "/dev/null")] {
            try await with { host in
                try host.write("\(host.root)\(path).d/x.conf", "")
                try FileManager.default.createSymbolicLink(atPath: host.root + path, withDestinationPath: target)
                let error = await refusal {
                    _ = try await host.service(.systemd).install(programs: Self.programs, nobody)
                }
                #expect(error?.code == .conflict && error?.message.contains(path) == true)
                #expect(try FileManager.default.destinationOfSymbolicLink(atPath: host.root + path) == target)
            }
        }
        try await with { host in
            try FileManager.default.createDirectory(atPath: host.root + Self.unit, withIntermediateDirectories: true)
            let refused3 = await refusal {
                _ = try await host.service(.systemd).install(programs: Self.programs, nobody)
            }
            #expect(
                refused3?.code
                    == .conflict
            )
        }
    }

    @Test func `a service of the name that the manager has from another file is left alone`() async throws {
        try await with { host in
            try host.set("place", "/run/generated/dustyd.service")
            try host.set("loaded")
            let error = await refusal { _ = try await host.service(.systemd).install(programs: Self.programs, nobody) }
            #expect(error?.code == .conflict && error?.message.contains("/run/generated/dustyd.service") == true)
            let files = try host.files()
            #expect(files == [])
        }
    }

    @Test func `a daemon that someone started by hand keeps its socket`() async throws {
        try await with { host in
            let error = await refusal {
                _ = try await host.service(.systemd).install(programs: Self.programs, daemon(99))
            }
            #expect(error?.code == .conflict && error?.message.contains("process 99") == true)
            let files = try host.files()
            #expect(files == [])
        }
    }

    @Test(arguments: [("/usr/local/bin", 0o777), ("/usr/local", 0o775), ("/usr/local/bin/dustyd", 0o757)])
    func `what others could change is not run as root`(_ path: String, _ mode: Int) async throws {
        try await with { host in
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: host.root + path)
            let error = await refusal { _ = try await host.service(.systemd).install(programs: Self.programs, nobody) }
            #expect(error?.code == .conflict && error?.message.contains(path) == true)
            let files = try host.files()
            #expect(files == [])
        }
    }

    @Test func `nothing is written into a directory that others could change, and root's own links are followed`()
        async throws
    {
        try await with { host in
            try FileManager.default.createDirectory(
                atPath: "\(host.root)/usr/local/lib",
                withIntermediateDirectories: true
            )
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o777],
                ofItemAtPath: "\(host.root)/usr/local/lib"
            )
            let refused4 = await refusal { _ = try await install(host, .systemd) }
            #expect(refused4?.code == .conflict)
            let files = try host.files()
            #expect(files == [])
        }
        try await with { host in
            // As /etc is on a Mac.
            try FileManager.default.createDirectory(
                atPath: "\(host.root)/private/etc",
                withIntermediateDirectories: true
            )
            try FileManager.default.createSymbolicLink(atPath: "\(host.root)/etc", withDestinationPath: "private/etc")
            _ = try await install(host, .launchd)
            #expect(host.text("/private/etc/newsyslog.d/dusty.conf")?.contains("/var/log/dusty.log") == true)
        }
        try await with { host in
            try FileManager.default.createSymbolicLink(atPath: "\(host.root)/usr/local/lib", withDestinationPath: "lib")
            let refused5 = await refusal { _ = try await install(host, .systemd) }
            #expect(refused5?.message.contains("too many links") == true)
        }
    }

    @Test func `a program that is not there is not installed`() async throws {
        try await with { host in
            try FileManager.default.removeItem(atPath: "\(host.root)/usr/local/bin/dustyd")
            let error = await refusal { _ = try await install(host, .systemd) }
            #expect(error?.code == .notFound && error?.message.contains("/usr/local/bin/dustyd") == true)
        }
    }

    @Test func `a manager that fails is quoted, and so is a daemon that does not come`() async throws {
        for (system, word, said) in [
            (ServiceSystem.systemd, "start", "Job for"), (.launchd, "bootstrap", "Input/output"),
        ] {
            try await with { host in
                try host.set("failing", word)
                let error = await refusal { _ = try await install(host, system) }
                #expect(error?.code == .failed && error?.message.contains(said) == true)
                #expect(error?.message.contains("its files are in place") == true)
            }
        }
        try await with { host in
            let error = await refusal { _ = try await host.service(.systemd).install(programs: Self.programs, nobody) }
            #expect(error?.code == .unavailable && error?.message.contains("active") == true)
        }
    }

    @Test func `status tells what is there`() async throws {
        try await with { host in
            let service = host.service(.systemd)
            #expect(try await service.look().words == "the daemon is not a service of systemd")
            _ = try await install(host, .systemd)
            let look = try await service.look()
            #expect(look.isWell && look.file == Self.unit && look.standing == .current && look.state?.pid == 4711)
            try FileManager.default.removeItem(atPath: "\(host.directory)/state/running")
            try FileManager.default.removeItem(atPath: "\(host.directory)/state/enabled")
            let ended = try await service.look()
            #expect(!ended.isWell)
            #expect(ended.words == "the service of systemd does not run (inactive), and is not started at boot")
        }
    }

    @Test func `the commands print what was done, as text and as JSON`() async throws {
        try await with { host in
            _ = try await install(host, .systemd)
            let captured = CapturedConsole()
            let status = try #require(try Dusty.parseAsRoot(["service", "status", "--json"]) as? Dusty.Service.Status)
            try await status.run(captured.console(), host.service(.systemd))
            #expect(captured.out.contains(#""manager": "systemd""#) || captured.out.contains(#""manager" : "systemd""#))
            let uninstall = try #require(try Dusty.parseAsRoot(["service", "uninstall"]) as? Dusty.Service.Uninstall)
            let text = CapturedConsole()
            try await uninstall.run(text.console(), host.service(.systemd))
            #expect(text.out == "stopped dustyd.service\ndisabled dustyd.service\nremoved \(Self.unit)\n")
        }
    }

    @Test func `doctor says how the service is when no daemon answers`() async throws {
        try await with { host in
            var doctor = ClientDoctor(daemon: nobody, fixes: false, socket: "/nowhere/d.sock", environment: [:])
            doctor.service = host.service(.launchd)
            let absent = await doctor.report().checks.first { $0.name == "service" }
            #expect(absent?.state == .warning && absent?.remedy == "sudo dusty service install")
            try host.set("loaded")
            let there = await doctor.report().checks.first { $0.name == "service" }
            #expect(there?.state == .ok && there?.message == "the service of launchd runs")
            doctor.service = host.service(.systemd)
            try FileManager.default.removeItem(atPath: "\(host.root)/run/systemd")
            #expect(await doctor.report().checks.allSatisfy { $0.name != "service" })
        }
    }
}
