import DustyCore
import Testing

@testable import dustyd

@Suite struct LifecycleTests {
    /// The small stack, in which `redis` has a health check and `api` a port to be tried.
    private static let gated: [String: String] = {
        var specs = TestStack.specs
        specs["services/redis.yml"] = "image: redis:7.0\nhealthcheck: {test: redis-cli ping, interval: 1h}\n"
        specs["apps/api.yml"]? += "\nready: {tcp: 8000, timeout: 1}\n"
        return specs
    }()

    /// Runs `body` on a stack whose containers are tried by `prober`.
    private func with(
        _ specs: [String: String] = TestStack.specs,
        prober: ScriptedProber = ScriptedProber(),
        _ body: (TestStack) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory, specs: specs)
            let pace = ReadinessWatcher.Pace(starting: .milliseconds(1), late: .milliseconds(1))
            let watcher = ReadinessWatcher(prober: prober, observatory: stack.observatory, pace: pace)
            let watching = Task { try await watcher.run() }
            defer { watching.cancel() }
            try await body(stack)
        }
    }

    private func edit(_ file: String, of stack: TestStack, _ change: (String) -> String) async throws {
        let directory = try #require(try await stack.settings.current().repoOverrides["/specs"])
        try makeFile("\(directory)/\(file)", change(TestStack.specs[file] ?? ""))
    }

    private func lifecycle(_ stack: TestStack) async -> [String] {
        await stack.world.calls.filter { call in
            !["git", "sync", "compose build", "end orphaned", "check", "proxy", "hosts"].contains { call.hasPrefix($0) }
        }
    }

    @Test func `Whoever needs somebody with a gate is started when that one is ready`() async throws {
        try await with(Self.gated) { stack in
            let job = try await stack.run(.up())
            #expect(job.state == .succeeded, "\(String(describing: job.error))")
            let calls = await lifecycle(stack)
            #expect(calls.first == "compose make [\"api\", \"dustyInternalNginx\", \"redis\", \"web\"] changed")
            #expect(calls.dropFirst().first == "join dusty_default [\"web.test\"]")
            let starts = calls.filter { $0.hasPrefix("start") }
            #expect(starts.filter { $0 != "start dustyInternalNginx" } == ["start redis", "start api", "start web"])
            let rows = await stack.observatory.snapshot()
            #expect(
                rows.apps.map { "\($0.name) \($0.state) \($0.health?.rawValue ?? "-")" } == [
                    "api up healthy", "web up -",
                ]
            )
            #expect(rows.services.map { "\($0.state) \($0.health?.rawValue ?? "-")" } == ["up healthy"])
        }
    }

    @Test func `Who does not become ready is named with the reason, and those behind are not started`() async throws {
        let prober = ScriptedProber()
        prober.set(.notYet("port 8000 does not answer: Connection refused"), of: .tcp(port: 8000))
        try await with(Self.gated, prober: prober) { stack in
            let job = try await stack.run(.up())
            let error = try #require(job.error)
            #expect(error.code == .failed)
            #expect(
                error.message.contains(
                    "api is unhealthy: port 8000 does not answer: Connection refused, for more than 1 s"
                )
            )
            #expect(error.message.contains("web was not started, because it needs api"))
            let calls = await lifecycle(stack)
            #expect(!calls.contains("start web"))
            #expect(await stack.world.calls.last == "hosts write")
        }
    }

    @Test func `stop ends whoever needs somebody before that one`() async throws {
        try await with(Self.gated) { stack in
            _ = try await stack.run(.up())
            await stack.world.forgetCalls()
            #expect(try await stack.run(.stop([])).state == .succeeded)
            let ends = await lifecycle(stack).filter { !$0.contains("dustyInternalNginx") }
            #expect(ends == ["end web", "end api", "end redis"])
            let rows = await stack.observatory.snapshot()
            #expect((rows.apps + rows.services).allSatisfy { $0.state == .stopped && $0.ending == nil })
        }
    }

    @Test func `A131 Without any gate Compose does all in one call`() async throws {
        try await with { stack in
            let job = try await stack.run(.up())
            #expect(job.state == .succeeded)
            #expect(await lifecycle(stack) == ["compose up []", "join dusty_default [\"web.test\"]"])
        }
    }

    @Test func `A132 Without recreation a changed container is kept and a missing one is made`() async throws {
        try await with { stack in
            _ = try await stack.run(.up())
            let before = await stack.world.containers.first { $0.service == "web" }
            try await edit("apps/web.yml", of: stack) { $0.replacing("3.11", with: "3.12") }
            let redis = await stack.world.containers.first { $0.service == "redis" }
            await stack.world.forget(redis?.id ?? "")
            await stack.world.forgetCalls()
            #expect(try await stack.run(.up(recreate: false)).state == .succeeded)
            #expect(await lifecycle(stack) == ["compose make [\"redis\"] none", "start redis"])
            #expect(await stack.world.containers.first { $0.service == "web" }?.id == before?.id)
            #expect(try await stack.run(.up()).state == .succeeded)
            #expect(await stack.world.containers.first { $0.service == "web" }?.id != before?.id)
        }
    }

    @Test func `A112 A113 Restart by repo takes the apps that have it, through libs as well`() async throws {
        try await with { stack in
            _ = try await stack.run(.up())
            for (repo, expected) in [("kit", ["end api", "start api"]), ("/src/web", ["end web", "start web"])] {
                await stack.world.forgetCalls()
                let job = try await stack.run(.restart(.apps(using: [repo])))
                #expect(job.state == .succeeded)
                #expect(await lifecycle(stack) == expected)
            }
        }
    }

    @Test func `A112 A repo of no active app restarts nothing and is an error`() async throws {
        try await with { stack in
            _ = try await stack.run(.up())
            await stack.world.forgetCalls()
            for repo in ["worker", "nowhere"] {
                let job = try await stack.run(.restart(.apps(using: [repo])))
                #expect(job.state == .failed)
            }
            #expect(await lifecycle(stack) == [])
        }
    }

    @Test func `A111 A114 Restart without sync copies nothing`() async throws {
        try await with { stack in
            _ = try await stack.run(.up())
            await stack.world.forgetCalls()
            _ = try await stack.run(.restart(.services(["api", "redis"]), sync: false))
            #expect(await Set(stack.world.calls) == ["end api", "start api", "end redis", "start redis"])
            await stack.world.forgetCalls()
            _ = try await stack.run(.restart(.services(["redis"])))
            #expect(await stack.world.calls == ["end redis", "start redis"])
        }
    }

    @Test func `A115 A stopped container is started by restart, also while one it needs is down`() async throws {
        try await with { stack in
            _ = try await stack.run(.up())
            _ = try await stack.run(.stop(["api", "web"]))
            #expect(try await stack.run(.restart(.services(["web"]))).state == .succeeded)
            let rows = await stack.observatory.snapshot().apps
            #expect(rows.map { "\($0.name) \($0.state)" } == ["api stopped", "web up"])
        }
    }

    @Test func `A133 Stop with rm takes away what was named and nothing else`() async throws {
        try await with { stack in
            _ = try await stack.run(.up())
            #expect(try await stack.run(.stop(["web"], remove: true)).state == .succeeded)
            #expect(await Set(stack.world.containers.map(\.service)) == ["api", "redis", StackNames.proxyService])
            #expect(try await stack.run(.stop([], remove: true)).state == .succeeded)
            #expect(await stack.world.containers.isEmpty)
        }
    }

    @Test func `Machines are not started and stopped through a stack beside the daemon's own`() async throws {
        try await with { stack in
            let own = stack.context
            let beside = Stack(
                names: try StackNames("fix-ui", slot: 1),
                paths: own.paths,
                settings: own.settings,
                loader: own.loader,
                systems: own.systems,
                observatory: own.observatory,
                stacks: own.stacks
            )
            let runner = StackJobs(stack: beside, copies: stack.copies, disk: stack.disk)
            for operation in [Job.Operation.shutdown, .machineStart("vm"), .machineStop("vm")] {
                let error = await #expect(throws: DustyError.self) { try await runner.check(JobRequest(operation)) }
                #expect(error?.code == .invalid && error?.hint?.contains("`-s default`") == true)
            }
            try await runner.check(JobRequest(.down()))
        }
    }

    @Test func `Shutdown stops everything and says what becomes of the machine`() async throws {
        try await with { stack in
            _ = try await stack.run(.up())
            let job = try await stack.run(.shutdown)
            #expect(job.state == .succeeded)
            #expect(job.steps.last?.summary == "the machine is left alone")
            #expect(await stack.world.containers.allSatisfy { $0.status == .exited })
        }
    }

    @Test func `A plan tells what up would do and touches nothing`() async throws {
        try await with { stack in
            let first = try await Administration(stack.copies).plan(for: .tester)
            #expect(first.actions.map(\.kind).contains(.create))
            #expect(first.diffs.contains { $0.path == stack.paths.hosts })
            #expect(await stack.world.calls == [])
            #expect(await stack.world.containers.isEmpty)
            _ = try await stack.run(.up())
            let second = try await Administration(stack.copies).plan(for: .tester)
            #expect(second.actions.filter { $0.kind != .clone } == [])
        }
    }

    @Test func `A changed lib gets a new revision beside its apps' command files, and no new container`() async throws {
        try await with { stack in
            func revision() throws -> [UInt8]? {
                try stack.files.contents("\(stack.paths.commandFiles)/api/lib_revisions/kit")
            }
            _ = try await stack.run(.up())
            let first = try revision()
            #expect(first != nil)
            _ = try await stack.run(.up())
            #expect(try revision() == first)
            let before = await stack.world.containers.map(\.id)
            await stack.world.set(
                transfer: TransferResult(files: 1, deleted: 0, bytes: 5, changed: true),
                of: "\(stack.paths.repos)/src/kit"
            )
            _ = try await stack.run(.restart(.services(["api"])))
            #expect(try revision() != first)
            #expect(await stack.world.containers.map(\.id) == before)
        }
    }

    @Test func `A new host name reaches the proxy without a new proxy`() async throws {
        try await with { stack in
            _ = try await stack.run(.up())
            let rules = "host_forwarding: [{host_name: www.test, host_port: 80, container_port: 8000}, "
            try await edit("apps/web.yml", of: stack) { $0.replacing("host_forwarding: [", with: rules) }
            let proxy = await stack.world.containers.first { $0.service == StackNames.proxyService }?.id
            await stack.world.forgetCalls()
            #expect(try await stack.run(.up()).state == .succeeded)
            let calls = await lifecycle(stack)
            #expect(calls.suffix(2) == ["leave dusty_default", "join dusty_default [\"web.test\", \"www.test\"]"])
            #expect(await stack.world.containers.first { $0.service == StackNames.proxyService }?.id == proxy)
        }
    }

    @Test func `F14 up lets a paused container go on and makes no new one`() async throws {
        try await with { stack in
            let first = try await stack.run(.up())
            #expect(first.state == .succeeded)
            await stack.world.change("api") { $0.status = .paused }
            let seen = await stack.world.containers
            await stack.observatory.update { $0.observe(seen) }
            #expect(await stack.observatory.snapshot().apps.first { $0.name == "api" }?.state == .paused)
            let before = await stack.world.calls.count
            let second = try await stack.run(.up())
            #expect(second.state == .succeeded, "\(String(describing: second.error))")
            let calls = await stack.world.calls.dropFirst(before)
            #expect(calls.contains("unpause api"))
            let makesNew = calls.contains {
                $0.contains("--force-recreate") || $0.hasPrefix("remove") || $0.hasPrefix("end")
            }
            #expect(!makesNew, "\(calls)")
            #expect(await stack.observatory.snapshot().apps.first { $0.name == "api" }?.state == .up)
        }
    }

    @Test func `F14 stop ends a paused container too`() async throws {
        try await with { stack in
            let first = try await stack.run(.up())
            #expect(first.state == .succeeded)
            await stack.world.change("api") { $0.status = .paused }
            let stop = try await stack.run(.stop(["api"]))
            #expect(stop.state == .succeeded, "\(String(describing: stop.error))")
            #expect(await stack.world.containers.first { $0.service == "api" }?.status == .exited)
        }
    }

    @Test func `pause freezes what runs and unpause lets it go on`() async throws {
        try await with { stack in
            #expect(try await stack.run(.up()).state == .succeeded)
            #expect(try await stack.run(.pause(["api"])).state == .succeeded)
            #expect(await stack.world.containers.first { $0.service == "api" }?.status == .paused)
            #expect(try await stack.run(.pause(["api"])).state == .succeeded)
            #expect(try await stack.run(.unpause([])).state == .succeeded)
            #expect(await stack.world.containers.allSatisfy { $0.status == .running })
            await stack.world.change("api") { $0.status = .exited }
            let job = try await stack.run(.pause(["api"]))
            #expect(job.error?.message == "api does not run, so it cannot be paused")
        }
    }

    @Test func `up gives a container its place on the stack's network back, and plan says so`() async throws {
        try await with { stack in
            #expect(try await stack.run(.up()).state == .succeeded)
            await stack.world.change("api") { $0.networks = [:] }
            let before = await stack.world.calls.count
            let job = try await stack.run(.up())
            #expect(job.state == .succeeded, "\(String(describing: job.error))")
            #expect(job.steps.first { $0.title == "containers" }?.summary == "connect api")
            let calls = await stack.world.calls.dropFirst(before)
            #expect(calls.contains(#"join dusty_default ["api"]"#), "\(calls)")
        }
    }
}
