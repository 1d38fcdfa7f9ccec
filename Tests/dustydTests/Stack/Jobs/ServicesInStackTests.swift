import DustyCore
import Essentials
import Testing

@testable import dustyd

/// Services with host names, readiness and assets, from the specs to the rows.
@Suite struct ServicesInStackTests {
    private static let specs: [String: String] = {
        var specs = TestStack.specs
        specs["services/redis.yml"] = """
            image: redis:7.0
            healthcheck: {test: never, interval: 1h}
            ready: {tcp: 6379, timeout: 1}
            host_forwarding: [{host_name: cache.test, host_port: 80, container_port: 8001}]
            assets: [{name: acl, path: /etc/redis/acl}]
            """
        return specs
    }()

    private func with(
        prober: ScriptedProber = ScriptedProber(),
        _ body: (TestStack, Administration) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory, specs: Self.specs)
            let pace = ReadinessWatcher.Pace(starting: .milliseconds(1), late: .milliseconds(1))
            let watcher = ReadinessWatcher(prober: prober, observatory: stack.observatory, pace: pace)
            let watching = Task { try await watcher.run() }
            defer { watching.cancel() }
            try await body(stack, Administration(stack.copies))
        }
    }

    private func provide(_ administration: Administration) async throws -> [AssetStatus] {
        try await administration.change(AssetRequest(name: "acl", content: Data("x".utf8)), for: .tester)
    }

    @Test func `A required asset of a service stops up, and its status names the service`() async throws {
        try await with { stack, administration in
            let job = try await stack.run(.up())
            #expect(job.error?.message == "a required asset is not set: acl (redis)")
            let all = try await provide(administration)
            let use = AssetUse(name: "redis", active: true, required: true, path: "/etc/redis/acl")
            #expect(all.map(\.name) == ["acl"] && all.first?.uses == [use])
            #expect(try await stack.run(.up()).state == .succeeded)
        }
    }

    @Test func `Its row has its address and ports, and its names are the stack's`() async throws {
        try await with { stack, administration in
            _ = try await provide(administration)
            #expect(try await stack.run(.up()).state == .succeeded)
            let row = try #require(await stack.observatory.snapshot().services.first)
            #expect(row.urls == ["http://cache.test/"] && row.ports == ["80:65001:8001"])
            #expect(row.health == .healthy)
            let names = try await stack.context.hostNames()
            #expect(names.pages.map(\.app) == ["web", "redis"])
            #expect(names.plainNames == ["cache.test", "web.test"])
            #expect(await stack.world.calls.contains("join dusty_default [\"cache.test\", \"web.test\"]"))
        }
    }

    @Test func `Who needs it is not started until its ready holds, whatever its health check says`() async throws {
        let prober = ScriptedProber()
        prober.set(.notYet("port 6379 does not answer: Connection refused"), of: .tcp(port: 6379))
        try await with(prober: prober) { stack, administration in
            _ = try await provide(administration)
            let job = try await stack.run(.up())
            #expect(job.error?.message.contains("redis is unhealthy: port 6379 does not answer") == true)
            #expect(await !stack.world.calls.contains("start api"))
            prober.set(.ready, of: .tcp(port: 6379))
            #expect(try await stack.run(.up()).state == .succeeded)
        }
    }
}
