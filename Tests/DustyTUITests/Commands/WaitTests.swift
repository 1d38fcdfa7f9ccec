import ArgumentParser
import DustyCore
import Testing

@testable import DustyTUI

@Suite struct WaitTests {
    private let captured = CapturedConsole()

    private func snapshot(_ apps: ContainerStatus..., jobs: [Job] = []) throws -> Snapshot {
        var snapshot = WireExamples.snapshot
        (snapshot.apps, snapshot.services, snapshot.jobs, snapshot.engine.reachable) = (apps, [], jobs, true)
        return snapshot
    }

    private func wait(_ arguments: String..., seeing snapshots: [Snapshot]) async throws {
        var answers = ScriptedDaemon.Answers(snapshots)
        answers.holdsEvents = true
        let command = try #require(try Dusty.parseAsRoot(["wait"] + arguments) as? Dusty.Wait)
        try await command.run(ScriptedDaemon(answers), captured.console())
    }

    @Test("it returns once all that should run is up, and what runs once has ended well")
    func ready() async throws {
        let done = ContainerStatus(name: "seed", state: .exited(0))
        let left = ContainerStatus(name: "old", state: .stopped, wanted: false)
        try await wait(seeing: [
            snapshot(ContainerStatus(name: "api", state: .starting), done, left),
            snapshot(ContainerStatus(name: "api", state: .up, job: 3), done, left),
            snapshot(ContainerStatus(name: "api", state: .up), done, left),
        ])
        #expect(captured.out == "api up\nseed exited 0\n")
    }

    @Test("only what is named is waited for")
    func named() async throws {
        let rows = try snapshot(
            ContainerStatus(name: "api", state: .up),
            ContainerStatus(name: "web", state: .exited(1), failing: true)
        )
        try await wait("api", seeing: [rows])
        #expect(captured.out == "api up\n")
        let error = await #expect(throws: DustyError.self) { try await wait("ap", seeing: [rows]) }
        #expect(error?.code == .notFound)
    }

    @Test("what has failed ends it with the reason, unless a job may still bring it up")
    func failed() async throws {
        let crashed = ContainerStatus(name: "api", state: .exited(3), failing: true, message: "cannot bind port 80")
        let error = await #expect(throws: DustyError.self) { try await wait(seeing: [snapshot(crashed)]) }
        #expect(error?.message == "api has failed: api exited with code 3, cannot bind port 80")
        let job = Job(id: 4, kind: .up, names: [], state: .running, user: "ada", createdAt: Timestamp(milliseconds: 1))
        try await wait(seeing: [snapshot(crashed, jobs: [job]), snapshot(ContainerStatus(name: "api", state: .up))])
        #expect(captured.out == "api up\n")
    }

    @Test("the end of the time is an error that names what is not ready")
    func late() async throws {
        let rows = try snapshot(
            ContainerStatus(name: "api", state: .starting),
            ContainerStatus(name: "web", state: .up)
        )
        let error = await #expect(throws: DustyError.self) { try await wait("--timeout", "1", seeing: [rows]) }
        #expect(error?.message == "api is not ready after 1 s: api is starting")
    }

    @Test("what is only remembered is neither ready nor a failure")
    func stale() async throws {
        let gone = ContainerStatus(name: "api", state: .up, staleSince: Timestamp(milliseconds: 1))
        let failed = ContainerStatus(
            name: "web",
            state: .exited(1),
            staleSince: Timestamp(milliseconds: 1),
            failing: true
        )
        let error = await #expect(throws: DustyError.self) {
            try await wait("--timeout", "1", seeing: [snapshot(gone, failed)])
        }
        #expect(error?.message.hasPrefix("2 apps and services are not ready after 1 s: ") == true)
    }

    @Test("with nothing active there is nothing to wait for")
    func nothing() async throws {
        let error = await #expect(throws: DustyError.self) { try await wait(seeing: [snapshot()]) }
        #expect(error?.message == "nothing is active")
    }
}
