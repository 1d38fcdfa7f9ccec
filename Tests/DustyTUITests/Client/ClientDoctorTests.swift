import DustyCore
import Foundation
import Testing

@testable import DustyTUI

struct ClientDoctorTests {
    @Test func `without a daemon programs are looked for in PATH, and the daemon comes first`() async throws {
        let directory = URL(filePath: "/tmp/dusty-test-\(UInt64.random(in: 0...UInt64.max))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let git = directory.appending(path: "git")
        try Data("#!/bin/sh\n".utf8).write(to: git)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: git.path)
        var answers = ScriptedDaemon.Answers()
        answers.failure = DustyError(.unavailable, "nobody listens")
        let report = await ClientDoctor(
            daemon: ScriptedDaemon(answers),
            fixes: false,
            socket: "\(directory.path)/none.sock",
            environment: ["PATH": "/nowhere:\(directory.path)"]
        ).report()
        #expect(report.checks.first?.name == "daemon")
        #expect(report.checks.first?.state == .failure)
        let check = try #require(report.checks.first { $0.name == "git" })
        #expect(check.state == .ok)
        #expect(check.message == git.path)
        let docker = try #require(report.checks.first { $0.name == "docker" })
        #expect(docker.state == .failure)
    }
}
