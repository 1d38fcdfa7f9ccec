import CLibrary
import Testing

@testable import dustyd

/// The mark in the environment, which a Mac does not show of its own programs; ``ChildRecordTests`` has the other way.
@Suite(.needsLinux, .timeLimit(.minutes(5))) struct OrphansTests {
    private let orphans = Orphans(socket: "/run/orphans-\(UInt64.random(in: 0...UInt64.max)).sock")

    /// A program that answers no signal but KILL, with children and a sleep that has no end: what a killed daemon leaves.
    private func leave(_ variables: [String: String]) async throws -> Int32 {
        let script = "trap '' TERM HUP INT; setsid sh -c 'sleep 1000 & wait' >/dev/null 2>&1 & echo $!"
        let command = Command(program: "sh", arguments: ["-c", script], environment: variables)
        let result = try await SubprocessRunner(orphans: nil).run(command) { _ in }
        return try #require(Int32(result.output.split(separator: "\n").first ?? ""))
    }

    @Test func `what a killed daemon left is ended, with what that started`() async throws {
        let process = try await leave(orphans.environment)
        #expect(kill(process, 0) == 0)
        #expect(orphans.end() >= 1)
        // Its parent, which is not ours, may not have looked yet.
        #expect(ThisHost.start(of: process) == nil)
        #expect(orphans.end() == 0)
    }

    @Test func `what another daemon started, or carries no mark, goes on`() async throws {
        let other = try await leave([Orphans.variable: orphans.mark + "2"])
        let plain = try await leave([:])
        #expect(orphans.end() == 0)
        for process in [other, plain] {
            #expect(kill(process, 0) == 0)
            kill(-process, SIGKILL)
        }
    }

    @Test func `programs are given the mark, and a command cannot take it off`() async throws {
        let command = Command(program: "env", arguments: [], environment: [Orphans.variable: ""])
        let result = try await SubprocessRunner(orphans: orphans).run(command) { _ in }
        #expect(result.output.contains("\(Orphans.variable)=\(orphans.mark)\n"))
    }
}
