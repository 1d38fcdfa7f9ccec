import DustyCore
import Synchronization
import Testing

@testable import dustyd

/// A stack that has a service from the daemon's own one.
@Suite(.timeLimit(.minutes(5))) struct SharingTests {
    private static let network = "dusty_shared_fix-ui"
    private static let aliases = ["redis", "dusty-fix-ui_redis_1", "dusty-fix-ui_redis_1.dusty-fix-ui_default"]

    /// What the daemon's own stack was asked for.
    private final class Asked: Sendable {
        let ups = Mutex<[[String]]>([])
        let containers = Mutex<[ObservedContainer]>([])
    }

    private func with(
        share: [String] = ["redis"],
        project: @escaping @Sendable () -> String? = { "/specs" },
        specs: [String: String] = TestStack.specs,
        _ body: (TestStack, Stack, Asked) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let test = try await TestStack(directory: directory, specs: specs)
            let (own, asked) = (test.context, Asked())
            _ = try await test.settings.change { $0.share = share }
            own.stacks.put(
                lender: Lender(
                    names: .standard,
                    observatory: test.observatory,
                    isHere: true,
                    project: { project() },
                    list: { asked.containers.withLock { $0 } },
                    inspect: { id in asked.containers.withLock { $0.first { $0.id == id } } },
                    bringUp: { names, _ in
                        asked.ups.withLock { $0.append(names) }
                        asked.containers.withLock { containers in
                            for index in containers.indices {
                                containers[index].status = .running
                                containers[index].networks[Self.network] = NetworkAttachment(aliases: Self.aliases)
                            }
                        }
                    }
                )
            )
            let beside = Stack(
                names: try StackNames("fix-ui", slot: 1),
                paths: own.paths,
                settings: own.settings,
                loader: own.loader,
                systems: own.systems,
                observatory: .still(),
                stacks: own.stacks
            )
            try await body(test, beside, asked)
        }
    }

    private func redis(
        on networks: [String: [String]] = [:],
        status: ObservedContainer.Status = .running
    )
        -> ObservedContainer
    {
        var container = ObservedContainer.started("redis", kind: "service")
        container.status = status
        for (network, aliases) in networks { container.networks[network] = NetworkAttachment(aliases: aliases) }
        return container
    }

    @Test func `What is shared is compiled for the other stack only`() async throws {
        try await with { test, beside, _ in
            let compiled = try await beside.gather(needsVariables: false)
            #expect(compiled.shared == ["redis": "dusty_redis_1"])
            #expect(compiled.everything.sorted() == ["api", "web"])
            #expect(try compiled.scope(of: ["api"]).names == ["api", "redis", StackNames.proxyService])
            #expect(await beside.observatory.current().borrowedNames == ["redis"])
            #expect(try await test.context.compile(needsVariables: false).shared == [:])
        }
    }

    @Test func `Of another project nothing is shared, and who asks for it is told`() async throws {
        try await with(project: { "/others" }) { _, beside, _ in
            let error = await #expect(throws: DustyError.self) { try await beside.compile(needsVariables: false) }
            #expect(error?.message.contains("it is another project (/others)") == true)
        }
        var specs = TestStack.specs
        specs["services/redis.yml"] = "image: redis:7.0\nshare: true\n"
        try await with(share: [], project: { "/others" }, specs: specs) { _, beside, _ in
            #expect(try await beside.compile(needsVariables: false).shared == [:])
            let problems = try await beside.sharingProblems(try await beside.settings.current())
            #expect(problems.map(\.severity) == [.warning] && problems.map(\.key) == ["share"])
            #expect(problems.map(\.line) == [2])
        }
        try await with(share: [], specs: specs) { _, beside, _ in
            let compiled = try await beside.compile(needsVariables: false)
            #expect(compiled.shared.keys.sorted() == ["redis"])
            let problems = try await beside.sharingProblems(try await beside.settings.current())
            #expect(problems == [])
        }
    }

    @Test func `Jobs on what another stack has are refused, with what to do`() async throws {
        try await with { test, beside, _ in
            _ = try await beside.gather(needsVariables: false)
            let runner = StackJobs(stack: beside, copies: test.copies, disk: test.disk)
            for operation in [
                Job.Operation.stop(["redis"]), .restart(.services(["redis"])), .rebuild(["redis"]), .reset("redis"),
                .pause(["redis"]), .unpause(["redis"]),
            ] {
                let error = await #expect(throws: DustyError.self) { try await runner.check(JobRequest(operation)) }
                #expect(error?.code == .conflict && error?.hint?.contains("-s default redis`") == true, "\(operation)")
            }
            try await runner.check(JobRequest(.stop(["web"])))
            try await runner.check(JobRequest(.up(["redis"])))
        }
    }

    @Test func `It is connected under its names, once, over a network that only sharing is for`() async throws {
        try await with { test, beside, asked in
            _ = try await beside.gather(needsVariables: false)
            asked.containers.withLock { $0 = [redis()] }
            #expect(try await beside.lent() == ["redis": .init(isUp: true, isConnected: false)])
            try await beside.prepareSharing()
            try await beside.prepareSharing()
            try await beside.borrow(["redis"])
            let calls = ["make network \(Self.network) 10.214.1.0/24", "join \(Self.network) \(Self.aliases)"]
            #expect(await test.world.calls == calls)
            asked.containers.withLock { $0 = [redis(on: [Self.network: Self.aliases])] }
            #expect(try await beside.lent() == ["redis": .init(isUp: true, isConnected: true)])
            try await beside.borrow(["redis"])
            #expect(await test.world.calls == calls)
            let left = try await beside.withoutBorrowed { await test.world.calls }
            #expect(left == calls + ["leave \(Self.network)"])
            #expect(await test.world.calls.last == "discard network \(Self.network)")
        }
    }

    @Test func `Where its addresses are taken the engine chooses, and a stranger's network is not used`() async throws {
        try await with { test, beside, _ in
            _ = try await beside.gather(needsVariables: false)
            await test.world.fail("make network \(Self.network) 10", with: DustyError(.failed, "Pool overlaps"))
            try await beside.prepareSharing()
            #expect(await test.world.calls.last == "make network \(Self.network)")
            await test.world.set(network: EngineNetwork(id: "strange"), Self.network)
            let error = await #expect(throws: DustyError.self) { try await beside.prepareSharing() }
            #expect(error?.code == .conflict && error?.message.contains("is not Dusty's") == true)
            try await beside.withoutBorrowed {}
            #expect(await test.world.networks[Self.network]?.id == "strange")
        }
    }

    @Test(arguments: [[Self.network: [String]()], [Self.network: Self.aliases]])
    func `A place without its names, or on a network that is gone, is made again`(
        place: [String: [String]]
    ) async throws {
        try await with { test, beside, asked in
            _ = try await beside.gather(needsVariables: false)
            try await beside.prepareSharing()
            var container = redis(on: place)
            container.networks[Self.network]?.network = "an older one"
            asked.containers.withLock { [container] in $0 = [container] }
            #expect(try await beside.lent()["redis"] == .init(isUp: true, isConnected: false, isPresent: true))
            try await beside.borrow(["redis"])
            let last = await test.world.calls.suffix(2)
            #expect(Array(last) == ["leave \(Self.network)", "join \(Self.network) \(Self.aliases)"])
        }
    }

    @Test func `The stack's own containers get a place without names, before they start`() async throws {
        try await with { test, beside, _ in
            _ = try await beside.gather(needsVariables: false)
            try await beside.prepareSharing()
            let api = ObservedContainer.started("api")
            await test.world.place(api)
            #expect(try await beside.observe().containers["api"]?.isApart == true)
            _ = try await ContainerStarter(stack: beside).start(["api"], needs: [:])
            let calls = await test.world.calls
            #expect(calls.contains("join \(Self.network) []"))
            #expect(calls.firstIndex(of: "join \(Self.network) []") ?? 99 < calls.firstIndex(of: "start api") ?? 0)
            #expect(try await beside.observe().containers["api"]?.isApart == false)
            try await beside.attach(try await beside.containers())
            #expect(await test.world.calls.filter { $0.hasPrefix("join") }.count == 1)
            // One that was on a network that is gone would not start.
            await test.world.edit(api.id) { $0.networks[Self.network]?.network = "an older one" }
            await test.world.edit(api.id) { $0.status = .exited }
            try await beside.attach(try await beside.containers())
            #expect(await test.world.calls.suffix(2) == ["leave \(Self.network)", "join \(Self.network) []"])
        }
    }

    @Test func `Another project's is never connected, and what is connected goes`() async throws {
        let project = Mutex<String?>("/specs")
        try await with(project: { project.withLock { $0 } }) { test, beside, asked in
            _ = try await beside.gather(needsVariables: false)
            try await beside.prepareSharing()
            asked.containers.withLock { $0 = [redis(on: [Self.network: Self.aliases])] }
            project.withLock { $0 = "/others" }
            await test.world.forgetCalls()
            for body in [{ try await beside.borrow(["redis"]) }, { try await beside.lend(["redis"], for: .tester) }] {
                let error = await #expect(throws: DustyError.self) { try await body() }
                #expect(error?.message.contains("it is another project (/others)") == true)
            }
            #expect(await test.world.calls == ["leave \(Self.network)"])
            #expect(asked.ups.withLock { $0 }.isEmpty)
            try await settling(beside, test, [redis(on: [Self.network: Self.aliases])], own: [.started("api")]) {
                await test.world.calls.filter { $0.hasPrefix("leave") }.count > 1
            }
            #expect(await !test.world.calls.contains { $0.hasPrefix("join") })
        }
    }

    @Test func `Two never answer under one name`() async throws {
        try await with { test, beside, asked in
            _ = try await beside.gather(needsVariables: false)
            try await beside.prepareSharing()
            asked.containers.withLock { $0 = [redis()] }
            await test.world.place(.started("redis", kind: "service"))
            for body in [{ try await beside.borrow(["redis"]) }, { try await beside.provide(["redis"], for: .tester) }]
            {
                let error = await #expect(throws: DustyError.self) { try await body() }
                #expect(error?.code == .conflict && error?.message.contains("container of its own") == true)
                #expect(error?.hint?.contains("dusty up -s fix-ui") == true)
            }
            #expect(await !test.world.calls.contains { $0.hasPrefix("join") })
            // One that is connected goes when the stack has its own.
            let connected = redis(on: [Self.network: Self.aliases])
            asked.containers.withLock { $0 = [connected] }
            let own = [ObservedContainer.started("api"), .started("redis", kind: "service")]
            try await settling(beside, test, [connected], own: own) {
                await test.world.calls.contains("leave \(Self.network)")
            }
        }
    }

    @Test func `What the daemon's own stack has as an app, or no longer, is not connected`() async throws {
        try await with { test, beside, asked in
            _ = try await beside.gather(needsVariables: false)
            try await beside.prepareSharing()
            var app = redis()
            app.labels[StackLabel.kind] = "app"
            asked.containers.withLock { [app] in $0 = [app] }
            #expect(try await beside.lent() == [:])
            await test.observatory.update { facts in
                facts.wanted.apps += facts.wanted.services.filter { $0.name == "redis" }
                facts.wanted.services = []
            }
            for body in [{ try await beside.borrow(["redis"]) }, { try await beside.lend(["redis"], for: .tester) }] {
                let error = await #expect(throws: DustyError.self) { try await body() }
                #expect(error?.code == .conflict && error?.message.contains("an app of that name") == true)
            }
            #expect(await !test.world.calls.contains { $0.hasPrefix("join") })
            let settings = try await beside.settings.current()
            let error = await #expect(throws: DustyError.self) { try await beside.checkSharing(settings) }
            #expect(error?.message.contains("an app of that name") == true)
        }
    }

    @Test func `What is given back is disconnected, and the stack that lends gives nothing back`() async throws {
        try await with(share: []) { test, beside, asked in
            _ = try await beside.gather(needsVariables: false)
            asked.containers.withLock { $0 = [redis(on: [Self.network: Self.aliases])] }
            try await beside.giveBack(["redis"])
            try await test.context.giveBack(["redis"])
            #expect(await test.world.calls == ["leave \(Self.network)"])
        }
    }

    @Test func `The examination says what is shared, and what is in the way`() async throws {
        try await with { test, beside, asked in
            await test.world.place(.started("api"))
            _ = try await beside.gather(needsVariables: false)
            try await beside.prepareSharing()
            let disk = test.disk
            func check(_ stack: Stack) async -> DoctorCheck? {
                await Doctor(stack: stack, disk: disk, caller: .tester, fixes: false).sharedServicesCheck()
            }
            #expect(await check(test.context) == nil)
            var found = try #require(await check(beside))
            #expect(found.state == .failure && found.message == "redis does not run in default", "\(found)")
            #expect(found.remedy == "dusty up -s fix-ui")
            asked.containers.withLock { $0 = [redis()] }
            found = try #require(await check(beside))
            #expect(found.message == "redis of default is not connected", "\(found)")
            asked.containers.withLock { $0 = [redis(on: [Self.network: Self.aliases])] }
            found = try #require(await check(beside))
            #expect(found.state == .ok && found.message == "redis with default", "\(found)")
            await test.observatory.update { $0.borrowers = ["fix-ui": ["redis"]] }
            #expect(await check(test.context)?.message == "redis with fix-ui")
        }
    }

    @Test func `Data that only shared services have are not copied`() async throws {
        try await with { test, _, _ in
            func entry(_ name: String, _ volumes: [String]) -> ComposeFile.Entry {
                let definition: YAMLValue = ["volumes": .strings(volumes)]
                return ComposeFile.Entry(name: name, kind: .service, definition: definition, fingerprint: "")
            }
            let persist = test.disk.persist.path
            let entries = [
                entry("db", ["own:/data", "both:/other", "\(persist)/db/x:/x", "\(persist)/all/db:/y"]),
                entry("cache", ["both:/data", "\(persist)/all/cache:/z"]),
            ]
            let left = test.disk.data(onlyOf: ["db"], among: entries)
            #expect(left.volumes == ["dusty_own"] && left.entries == ["db"], "\(left)")
            #expect(left.words == "not copied, since they are shared: the data of db")
            #expect(test.disk.data(onlyOf: [], among: entries).words == nil)
        }
    }

    @Test func `It is a fault when what is shared does not run, is not ready or is not connected`() async throws {
        try await with { test, beside, asked in
            _ = try await beside.gather(needsVariables: false)
            await beside.observatory.update { $0.engine = EngineStatus(reachable: true, since: .noon) }
            func fault() async -> String? {
                do {
                    try await beside.checkBorrowed(["redis"])
                    return nil
                } catch { return (error as? DustyError)?.message }
            }
            #expect(await fault()?.contains("redis has no container") == true)
            asked.containers.withLock { $0 = [redis(status: .exited)] }
            #expect(await fault()?.contains("redis") == true)
            asked.containers.withLock { $0 = [redis()] }
            #expect(await fault()?.contains("redis is not connected") == true)
            try await beside.prepareSharing()
            asked.containers.withLock { $0 = [redis(on: [Self.network: Self.aliases])] }
            #expect(await fault() == nil)
            var sick = redis(on: [Self.network: Self.aliases])
            sick.health = .unhealthy
            asked.containers.withLock { [sick] in $0 = [sick] }
            await test.observatory.update { [sick] in $0.observe([sick]) }
            #expect(await fault()?.contains("redis is unhealthy") == true)
        }
    }

    @Test func `What does not run there is brought up there`() async throws {
        try await with { test, beside, asked in
            _ = try await beside.gather(needsVariables: false)
            asked.containers.withLock { $0 = [redis(status: .exited)] }
            #expect(try await beside.lent()["redis"]?.isUp == false)
            try await beside.provide(["redis"], for: .tester)
            #expect(asked.ups.withLock { $0 } == [["redis"]])
            await test.observatory.update { facts in
                facts.wanted.services = []
                facts.wanted.inactive = ["redis": ["shop"]]
            }
            let error = await #expect(throws: DustyError.self) { try await beside.lend(["redis"], for: .tester) }
            #expect(error?.hint == "`dusty bundles activate shop -s default`")
        }
    }

    @Test func `What starts in the daemon's own stack leaves networks of others that are gone`() async throws {
        try await with { test, beside, _ in
            let stopped = redis(on: [Self.network: ["redis"]], status: .exited)
            try await test.context.attach([stopped])
            #expect(await test.world.calls == ["leave \(Self.network)"])
            try await test.context.attach([redis(on: [Self.network: ["redis"]])])
            try await beside.leaveGone([stopped])
            await test.world.set(network: EngineNetwork(id: "there"), Self.network)
            try await test.context.attach([stopped])
            #expect(await test.world.calls == ["leave \(Self.network)"])
        }
    }

    @Test func `A stack that goes on without containers borrows nothing`() async throws {
        try await with { test, beside, asked in
            _ = try await beside.gather(needsVariables: false)
            try await beside.prepareSharing()
            let shared = redis()
            asked.containers.withLock { $0 = [shared] }
            try await settling(beside, test, [shared], own: [.started("api")]) {
                let calls = await test.world.calls
                let (theirs, own) = (await test.observatory.current(), await beside.observatory.current())
                return calls.contains("join \(Self.network) \(Self.aliases)")
                    && calls.contains("join \(Self.network) []") && theirs.borrowers == ["fix-ui": ["redis"]]
                    && own.borrowed["redis"]?.container?.id == shared.id
            }
            try await settling(beside, test, [shared], own: []) { await test.observatory.current().borrowers.isEmpty }
        }
    }

    /// Lets the daemon see to what is shared, with these containers, until something holds.
    private func settling(
        _ beside: Stack,
        _ test: TestStack,
        _ theirs: [ObservedContainer],
        own: [ObservedContainer],
        until holds: () async -> Bool
    ) async throws {
        await test.observatory.update {
            $0.engine = EngineStatus(reachable: true, since: .noon)
            $0.observe(theirs)
        }
        await beside.observatory.update {
            $0.engine = EngineStatus(reachable: true, since: .noon)
            $0.observe(own)
        }
        let running = Task { try await SharedServices(stack: beside, logger: .silent).run() }
        defer { running.cancel() }
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withDiscardingTaskGroup { group in
            for observatory in [test.observatory, beside.observatory] {
                group.addTask { for await _ in await observatory.changes() { signal.yield() } }
            }
            for await _ in signals where await holds() { break }
            group.cancelAll()
        }
    }
}
