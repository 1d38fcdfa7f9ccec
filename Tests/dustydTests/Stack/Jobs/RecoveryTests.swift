import DustyCore
import Testing

@testable import dustyd

@Suite struct RecoveryTests {
    private func with(_ body: (TestStack) async throws -> Void) async throws {
        try await withTemporaryDirectory { try await body(try await TestStack(directory: $0)) }
    }

    private func up(_ stack: TestStack) async throws -> Job {
        await stack.world.forgetCalls()
        return try await stack.run(.up())
    }

    private func succeed(_ stack: TestStack) async throws {
        let job = try await up(stack)
        #expect(job.state == .succeeded, "\(String(describing: job.error))")
    }

    private func refusal(_ words: String) -> DustyError {
        DustyError(.failed, "docker compose up failed.\n\(words)")
    }

    private static let port = "Bind for 172.17.0.1:65000 failed: port is already allocated"

    @Test func `a port that the engine does not give back is gone around in the same up`() async throws {
        try await with { stack in
            await stack.world.allowDetours()
            await stack.world.failOnce("compose up", with: refusal(Self.port))
            let job = try await up(stack)
            #expect(job.state == .succeeded, "\(String(describing: job.error))")
            let calls = await stack.world.calls
            #expect(calls.contains("go around [65000] of 172.17.0.1"))
            #expect(calls.filter { $0 == "compose up []" }.count == 2)
        }
    }

    @Test func `where nothing can be gone around the failure is told, and not tried again`() async throws {
        try await with { stack in
            await stack.world.failOnce("compose up", with: refusal(Self.port))
            let job = try await up(stack)
            #expect(job.state == .failed)
            #expect(job.error?.message.contains("65000") == true)
            #expect(await stack.world.calls.filter { $0 == "compose up []" }.count == 1)
        }
    }

    @Test func `the place of a container that is gone is taken off the network`() async throws {
        try await with { stack in
            let words = "endpoint with name dusty_api_1 already exists in network dusty_default"
            await stack.world.failOnce("compose up", with: refusal(words))
            try await succeed(stack)
            #expect(await stack.world.calls.contains("leave dusty_default"))
        }
    }

    @Test func `containers that a killed engine left half made are replaced`() async throws {
        try await with { stack in
            try await succeed(stack)
            await stack.world.change("api") { $0.status = .exited }
            await stack.world.failOnce("compose up", with: refusal("task 0f already exists: unknown"))
            try await succeed(stack)
            #expect(await stack.world.calls.contains(#"compose up ["--force-recreate", "api"]"#))
        }
    }

    @Test func `of what one attempt made and another replaces no log is kept in place of the former one's`()
        async throws
    {
        try await with { stack in
            try await succeed(stack)
            await stack.world.keepLogs()
            await stack.world.change("api") { $0.status = .dead }
            let former = try #require(await stack.world.containers.first { $0.service == "api" }).id
            let words = "endpoint with name dusty_api_1 already exists in network dusty_default"
            await stack.world.failOnce("compose up []", with: refusal(words))
            try await succeed(stack)
            #expect(await stack.world.calls.filter { $0 == #"compose up ["--force-recreate", "api"]"# }.count == 2)
            #expect(stack.context.previousLogs.lines(of: "api")?.map(\.text) == [former])
        }
    }

    @Test func `a failure that stays is not tried for ever`() async throws {
        try await with { stack in
            await stack.world.allowDetours()
            await stack.world.fail("compose up", with: refusal(Self.port))
            let job = try await up(stack)
            #expect(job.state == .failed)
            #expect(await stack.world.calls.filter { $0 == "compose up []" }.count == 8)
        }
    }

    @Test func `of two containers of a service the one that was to replace the other goes`() async throws {
        try await with { stack in
            try await succeed(stack)
            try await place("0123456789ab_dusty_api_1", "half", in: stack)
            let job = try await up(stack)
            #expect(job.state == .succeeded, "\(String(describing: job.error))")
            #expect(await stack.world.calls.contains("discard half"))
            #expect(await stack.world.containers.filter { $0.service == "api" }.map(\.name) == ["dusty_api_1"])
        }
    }

    @Test func `one that is alone under its temporary name gets the lasting one`() async throws {
        try await with { stack in
            try await succeed(stack)
            let id = try #require(await stack.world.containers.first { $0.service == "api" }?.id)
            await stack.world.edit(id) {
                $0.name = "0123456789ab_dusty_api_1"
                $0.status = .created
            }
            try await succeed(stack)
            let calls = await stack.world.calls
            #expect(calls.contains("rename \(id) dusty_api_1") && !calls.contains { $0.hasPrefix("discard") })
            #expect(await stack.world.containers.filter { $0.service == "api" }.count == 1)
        }
    }

    /// Puts a container of the stack there as Compose leaves one behind when it is cut off.
    private func place(_ name: String, _ id: String, in stack: TestStack) async throws {
        var container = try #require(await stack.world.containers.first { $0.service == "api" })
        (container.id, container.name, container.status) = (id, name, .created)
        try await stack.context.systems.registry.begin()
        await stack.world.place(container)
        _ = try await stack.context.containers()
        await stack.context.systems.registry.end(isComplete: true)
    }

    /// Puts a container there that looks in all like the stack's.
    private func forge(_ name: String, in stack: TestStack) async throws {
        var container = try #require(await stack.world.containers.first { $0.service == "api" })
        (container.id, container.name) = ("forged", name)
        await stack.world.place(container)
    }

    @Test func `a container with copied labels is named, and neither taken for ours nor touched`() async throws {
        try await with { stack in
            try await succeed(stack)
            try await forge("theirs", in: stack)
            // Nothing is to be done, so nothing is in the way.
            let idle = try await up(stack)
            #expect(idle.state == .succeeded && idle.steps.first { $0.title == "containers" }?.state == .skipped)
            await stack.world.change("web") { $0.status = .exited }
            let job = try await up(stack)
            #expect(job.state == .failed && job.error?.code == .conflict)
            #expect(job.error?.hint?.contains("docker rm -f theirs") == true)
            #expect(await !stack.world.calls.contains { $0.hasPrefix("compose") })
        }
    }

    @Test func `down removes the stack's own and leaves strangers`() async throws {
        try await with { stack in
            try await succeed(stack)
            try await forge("theirs", in: stack)
            await stack.world.forgetCalls()
            let job = try await stack.run(.down())
            #expect(job.state == .succeeded)
            #expect(await !stack.world.calls.contains("compose down"))
            #expect(await stack.world.containers.map(\.id) == ["forged"])
        }
    }

    @Test func `those who wait for a container give up when the engine stays away`() throws {
        var facts = StackFacts.empty
        facts.engine = EngineStatus(reachable: false, since: .noon, message: "gone")
        try facts.checkEngine(at: Timestamp(milliseconds: Timestamp.noon.milliseconds + 10_000))
        #expect(throws: DustyError.self) {
            try facts.checkEngine(at: Timestamp(milliseconds: Timestamp.noon.milliseconds + 16_000))
        }
    }
}
