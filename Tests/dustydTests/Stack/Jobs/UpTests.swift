import DustyCore
import Testing

@testable import dustyd

@Suite struct UpTests {
    private func with(
        specs: [String: String] = TestStack.specs,
        _ body: (TestStack) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            try await body(try await TestStack(directory: directory, specs: specs))
        }
    }

    @Test func `a further up copies only repos whose source changed, and a sync all of them`() async throws {
        try await with { stack in
            func syncs(after operation: Job.Operation) async throws -> Set<String> {
                await stack.world.forgetCalls()
                let job = try await stack.run(operation)
                #expect(job.state == .succeeded, "\(String(describing: job.error))")
                let calls = await stack.world.calls.filter { $0.hasPrefix("sync ") }
                let names = calls.map { $0.split(separator: "/").last }
                return Set(names.compactMap { $0.map(String.init) })
            }
            for name in ["api", "kit", "web"] { try makeFile("\(stack.paths.repos)/src/\(name)/a", "1") }
            try await untilTheClockHasGoneOn()
            #expect(try await syncs(after: .up()) == ["api", "kit", "web"])
            #expect(try await syncs(after: .up()) == [])
            try makeFile("\(stack.paths.repos)/src/api/a", "22")
            try makeFile("\(stack.paths.repos)/src/kit/empty/.git/x", "")
            try await untilTheClockHasGoneOn()
            #expect(try await syncs(after: .up()) == ["api", "kit"])
            #expect(try await syncs(after: .sync([])) == ["api", "kit", "web"])
        }
    }

    @Test func `up syncs, tests and installs the proxy config, runs Compose, then writes hosts`() async throws {
        try await with { stack in
            let job = try await stack.run(.up())
            #expect(job.state == .succeeded, "\(String(describing: job.error))")
            let calls = await stack.world.calls.filter { !$0.hasPrefix("git") && !$0.hasPrefix("sync") }
            #expect(
                calls == [
                    "end orphaned forwarders [80]", "check ports [80]", "proxy test", "proxy install",
                    "compose build [\"api\"]", "compose up []",
                    "join dusty_default [\"web.test\"]", "hosts write",
                ]
            )
            #expect(
                await Set(stack.world.calls.filter { $0.hasPrefix("sync") }) == [
                    "sync \(stack.paths.repos)/src/api", "sync \(stack.paths.repos)/src/kit",
                    "sync \(stack.paths.repos)/src/web",
                ]
            )
            let hosts = String(decoding: await stack.world.hosts, as: UTF8.self)
            #expect(
                hosts
                    == "127.0.0.1 localhost\n# BEGIN section for Dusty\n127.65.0.1 web.test\n# END section for Dusty\n"
            )
            let rows = await stack.observatory.snapshot()
            #expect(rows.apps.map { "\($0.name) \($0.state)" } == ["api up", "web up"])
            #expect(rows.services.map { "\($0.name) \($0.state)" } == ["redis up"])
            #expect(rows.apps[1].urls == ["http://web.test/"])
        }
    }

    @Test func `a second up has an empty plan and leaves everything alone`() async throws {
        try await with { stack in
            _ = try await stack.run(.up())
            await stack.world.forgetCalls()
            let job = try await stack.run(.up())
            #expect(job.state == .succeeded)
            let calls = await stack.world.calls.filter { !$0.hasPrefix("git") && !$0.hasPrefix("sync") }
            #expect(calls == [])
        }
    }

    @Test func `up with a name brings up what it needs and leaves others as they are`() async throws {
        try await with { stack in
            _ = try await stack.settings.change { $0.bundles = ["back", "shop"] }
            let job = try await stack.run(.up(["api"]))
            #expect(job.state == .succeeded, "\(String(describing: job.error))")
            #expect(await Set(stack.world.containers.map(\.service)) == ["api", "redis", StackNames.proxyService])
            #expect(await stack.world.calls.filter { $0.hasPrefix("sync") }.count == 2)
            _ = try await stack.run(.up())
            let before = await stack.world.containers
            _ = try await stack.settings.change { $0.bundles = ["shop"] }
            await stack.world.change("web") { $0.status = .exited }
            await stack.world.change("redis") { $0.status = .exited }
            await stack.world.forgetCalls()
            #expect(try await stack.run(.up(["api"])).state == .succeeded)
            #expect(
                await stack.world.calls.filter { $0.hasPrefix("start") || $0.hasPrefix("compose") } == ["start redis"]
            )
            #expect(await Set(stack.world.containers.map(\.id)) == Set(before.map(\.id)))
        }
    }

    @Test func `up with a name that is not active says which bundle has it, and touches nothing`() async throws {
        try await with { stack in
            let inactive = try await stack.run(.up(["worker"])).error
            #expect(inactive?.message == "worker is not active")
            #expect(inactive?.hint?.contains("`dusty bundles activate back`") == true)
            let unknown = try await stack.run(.up(["apj"])).error
            #expect(unknown?.code == .notFound && unknown?.hint?.contains("api") == true)
            #expect(await stack.world.calls.allSatisfy { $0.hasPrefix("git") })
        }
    }

    @Test func `a bundle that is deactivated takes along only what nobody else needs`() async throws {
        try await with { stack in
            _ = try await stack.settings.change { $0.bundles = ["back", "shop"] }
            _ = try await stack.run(.up())
            let before = await stack.world.containers
            #expect(Set(before.map(\.service)) == ["api", "web", "worker", "redis", StackNames.proxyService])
            _ = try await stack.settings.change { $0.bundles = ["shop"] }
            _ = try await stack.run(.up())
            let after = await stack.world.containers
            #expect(Set(after.map(\.id)) == Set(before.filter { $0.service != "worker" }.map(\.id)))
        }
    }

    @Test func `a broken spec is reported whole and nothing is touched`() async throws {
        var specs = TestStack.specs
        specs["apps/web.yml"] = "image: a\nbuild: b\ncommands: {always: [x]}\ndepends: {apps: [nobody]}\n"
        try await with(specs: specs) { stack in
            let job = try await stack.run(.up())
            #expect(job.error?.code == .specs)
            #expect((job.error?.problems?.count ?? 0) >= 2)
            #expect(await stack.world.calls.allSatisfy { $0.hasPrefix("git") })
        }
    }

    @Test func `a proxy config that nginx refuses leaves the old one and all containers alone`() async throws {
        try await with { stack in
            await stack.world.fail("proxy test", with: DustyError(.failed, "unknown directive"))
            let job = try await stack.run(.up())
            #expect(job.error?.message == "unknown directive")
            #expect(await stack.world.calls.contains { $0.hasPrefix("compose") } == false)
            await stack.world.heal()
            #expect(try await stack.run(.up()).state == .succeeded)
        }
    }

    @Test func `containers left half made by a dead engine are replaced`() async throws {
        try await with { stack in
            _ = try await stack.run(.up())
            await stack.world.change("api") { $0.status = .created }
            await stack.world.forgetCalls()
            #expect(try await stack.run(.up()).state == .succeeded)
            #expect(await stack.world.calls.contains("compose up [\"--force-recreate\", \"api\"]"))
        }
    }

    @Test func `apps whose code changed are restarted, others are not`() async throws {
        try await with { stack in
            _ = try await stack.run(.up())
            await stack.world.set(
                transfer: TransferResult(files: 1, deleted: 0, bytes: 5, changed: true),
                of: "\(stack.paths.repos)/src/kit"
            )
            await stack.world.forgetCalls()
            _ = try await stack.run(.up())
            #expect(await stack.world.calls.suffix(2) == ["end api", "start api"])
        }
    }

    @Test func `no active bundle is an error that names what could be activated`() async throws {
        try await with { stack in
            _ = try await stack.settings.change { $0.bundles = [] }
            let job = try await stack.run(.up())
            #expect(job.error?.message == "no bundle is active")
            #expect(job.error?.hint?.contains("back, shop") == true)
        }
    }

    @Test func `down removes containers and the hosts section and nothing else`() async throws {
        try await with { stack in
            _ = try await stack.run(.up())
            #expect(try await stack.run(.down()).state == .succeeded)
            #expect(await stack.world.containers.isEmpty)
            #expect(await stack.world.hosts == Array("127.0.0.1 localhost\n".utf8))
        }
    }

    @Test func `restart syncs the named app's repos and restarts its container only`() async throws {
        try await with { stack in
            _ = try await stack.run(.up())
            await stack.world.forgetCalls()
            #expect(try await stack.run(.restart(.services(["api"]))).state == .succeeded)
            let calls = await stack.world.calls
            #expect(
                Set(calls.dropLast(2)) == ["sync \(stack.paths.repos)/src/api", "sync \(stack.paths.repos)/src/kit"]
            )
            #expect(calls.suffix(2) == ["end api", "start api"])
        }
    }

    @Test func `rebuild builds what is built and pulls what is not, then makes new containers`() async throws {
        try await with { stack in
            _ = try await stack.run(.up())
            await stack.world.forgetCalls()
            await stack.world.fail("compose pull", with: DustyError(.failed, "no registry"))
            let job = try await stack.run(.rebuild(["api", "web"]))
            #expect(job.state == .succeeded)
            let calls = await stack.world.calls.filter { $0.hasPrefix("compose") }
            #expect(
                calls == [
                    "compose build [\"api\"]", "compose pull [\"web\"]",
                    "compose up [\"--force-recreate\", \"api\", \"web\"]",
                ]
            )
        }
    }

    @Test func `stopped containers are stopped on purpose and up starts them again`() async throws {
        try await with { stack in
            _ = try await stack.run(.up())
            #expect(try await stack.run(.stop(["api"])).state == .succeeded)
            #expect(await stack.observatory.snapshot().apps[0].state == .stopped)
            _ = try await stack.run(.up())
            #expect(await stack.observatory.snapshot().apps[0].state == .up)
        }
    }

    @Test func `unknown names are refused before there is a job`() async throws {
        try await with { stack in
            let error = await #expect(throws: DustyError.self) {
                try await stack.jobs.start(JobRequest(.restart(.services(["apo"]))), for: .tester)
            }
            #expect(error?.code == .notFound)
            #expect(error?.hint?.contains("api") == true)
        }
    }

    @Test func `sync takes apps, libs, repos and short names`() async throws {
        try await with { stack in
            for (name, expected) in [("kit", ["kit"]), ("/src/web", ["web"]), ("api", ["api", "kit"])] {
                await stack.world.forgetCalls()
                let job = try await stack.run(.sync([name]))
                #expect(job.state == .succeeded)
                let sources = expected.map { "sync \(stack.paths.repos)/src/\($0)" }
                #expect(await stack.world.calls.sorted() == sources)
            }
        }
    }
}
