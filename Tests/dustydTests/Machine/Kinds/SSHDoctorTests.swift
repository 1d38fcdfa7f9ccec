import DustyCore
import Foundation
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct SSHDoctorTests {
    private static let vitals = RemoteVitals("==> time\n1000\n==> rsync\n")

    /// The checks by name, and the scripts that ran there.
    private func examine(
        fixes: Bool,
        isRoot: Bool = true
    ) async throws -> (checks: [String: DoctorCheck], ran: [String]) {
        nonisolated(unsafe) var result: (checks: [String: DoctorCheck], ran: [String]) = ([:], [])
        try await HeldConnection.with(isRoot: isRoot) { connection, runner in
            try await connection.ready(within: .seconds(50))
            let doctor = SSHDoctor(connection: connection, fixes: fixes, now: Timestamp(milliseconds: 1_100_000))
            let checks = await doctor.examine { Self.vitals }
            result = (Dictionary(checks.map { ($0.name, $0) }) { $1 }, runner.commands.compactMap(\.last))
        }
        return result
    }

    @Test func `what can be fixed is reported, and nothing is done`() async throws {
        let (checks, ran) = try await examine(fixes: false)
        #expect(checks["machine clock"]?.state == .warning && checks["machine clock"]?.fixable == true)
        #expect(checks["machine clock"]?.message.contains("is 100 s behind") == true)
        #expect(checks["machine rsync"]?.state == .failure && checks["machine rsync"]?.fixable == true)
        #expect(checks["machine keys"]?.state == .failure)
        #expect(!ran.contains { $0.contains("date -u -s") || $0.contains("apt-get") })
    }

    @Test func `asked to fix, it sets the clock and installs rsync`() async throws {
        let (checks, ran) = try await examine(fixes: true)
        #expect(checks["machine clock"]?.state == .ok && checks["machine clock"]?.fixed != nil)
        #expect(ran.contains(RemoteCommand.script(SSHDoctor.settingClock, ["1100"])))
        #expect(ran.contains(RemoteCommand.script(MachineSurvey.installing)))
        #expect(checks["machine rsync"]?.message.contains("fixing it failed") == true)
    }

    @Test func `the clock is set by root only`() async throws {
        let (checks, ran) = try await examine(fixes: true, isRoot: false)
        #expect(checks["machine clock"]?.state == .warning && checks["machine clock"]?.fixable == false)
        #expect(!ran.contains { $0.contains("date -u -s") })
    }

    @Test func `directories that are not there are named, and made, and the socket in use stays`() async throws {
        try await withTemporaryDirectory { root in
            func run(_ script: Script) async throws -> String {
                let command = Command(script, MachineGreeting.arguments(root: root))
                return try await SubprocessRunner().run(command) { _ in }.output
            }
            try makeFile("\(root)/persist/db/data", "1")
            #expect(try await run(SSHDoctor.inspecting).hasPrefix("\(root)/dusty_repos is not there\n"))
            try makeFile("\(root)/dusty_pages/pages.sock", "in use")
            _ = try await run(MachineGreeting.making)
            #expect(try await run(SSHDoctor.inspecting) == "")
            #expect(tree("\(root)/dusty_pages") == ["pages.sock"])
            // That of a connection that was lost is in the way of the next one.
            _ = try await run(MachineGreeting.script)
            #expect(tree("\(root)/dusty_pages").isEmpty)
        }
    }
}
