import DustyCore
import Synchronization
import Testing

@testable import dustyd

/// A stack that has a service from the daemon's own one.
@Suite struct SharingTests {
    private static let network = "dusty-fix-ui_default"

    /// What the daemon's own stack was asked for.
    private final class Asked: Sendable {
        let ups = Mutex<[[String]]>([])
        let containers = Mutex<[ObservedContainer]>([])
    }

    private func with(
        share: [String] = ["redis"],
        project: String? = "/specs",
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
                    project: { project },
                    list: { asked.containers.withLock { $0 } },
                    inspect: { id in asked.containers.withLock { $0.first { $0.id == id } } },
                    bringUp: { names, _ in asked.ups.withLock { $0.append(names) } }
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
        try await with(project: "/others") { _, beside, _ in
            let error = await #expect(throws: DustyError.self) { try await beside.compile(needsVariables: false) }
            #expect(error?.message.contains("it is another project (/others)") == true)
        }
        var specs = TestStack.specs
        specs["services/redis.yml"] = "image: redis:7.0\nshare: true\n"
        try await with(share: [], project: "/others", specs: specs) { _, beside, _ in
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

    @Test func `It is connected under its name, once, and disconnected before the network goes`() async throws {
        try await with { test, beside, asked in
            _ = try await beside.gather(needsVariables: false)
            asked.containers.withLock { $0 = [redis()] }
            #expect(try await beside.lent() == ["redis": .init(isUp: true, isConnected: false)])
            try await beside.borrow(["redis"])
            let join = "join \(Self.network) [\"redis\", \"dusty-fix-ui_redis_1\"]"
            #expect(await test.world.calls == [join])
            asked.containers.withLock { $0 = [redis(on: [Self.network: ["redis"]])] }
            #expect(try await beside.lent() == ["redis": .init(isUp: true, isConnected: true)])
            try await beside.borrow(["redis"])
            #expect(await test.world.calls == [join])
            let left = try await beside.withoutBorrowed { await test.world.calls }
            #expect(left == [join, "leave \(Self.network)"])
        }
    }

    @Test func `A place that somebody made without the name is made again`() async throws {
        try await with { test, beside, asked in
            _ = try await beside.gather(needsVariables: false)
            asked.containers.withLock { $0 = [redis(on: [Self.network: []])] }
            try await beside.borrow(["redis"])
            #expect(await test.world.calls.first == "leave \(Self.network)")
            #expect(await test.world.calls.last?.hasPrefix("join \(Self.network)") == true)
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

    @Test func `What starts in the daemon's own stack leaves networks of others that may be gone`() async throws {
        try await with { test, beside, _ in
            let stopped = redis(on: [Self.network: ["redis"]], status: .exited)
            try await test.context.leaveOthers(["redis"], among: [stopped])
            #expect(await test.world.calls == ["leave \(Self.network)"])
            try await test.context.leaveOthers(["redis"], among: [redis(on: [Self.network: ["redis"]])])
            try await test.context.leaveOthers(["web"], among: [stopped])
            try await beside.leaveOthers(["redis"], among: [stopped])
            #expect(await test.world.calls == ["leave \(Self.network)"])
        }
    }

    @Test func `A stack that goes on without containers borrows nothing`() async throws {
        try await with { test, beside, asked in
            _ = try await beside.gather(needsVariables: false)
            let shared = redis()
            asked.containers.withLock { $0 = [shared] }
            await test.observatory.update {
                $0.engine = EngineStatus(reachable: true, since: .noon)
                $0.observe([shared])
            }
            await beside.observatory.update { $0.engine = EngineStatus(reachable: true, since: .noon) }
            let service = SharedServices(stack: beside, logger: .silent)
            let running = Task { try await service.run() }
            defer { running.cancel() }
            await beside.observatory.update { $0.observe([.started("api")]) }
            for await _ in await test.observatory.changes()
            where await test.observatory.current().borrowers == ["fix-ui": ["redis"]] { break }
            while await test.world.calls.isEmpty { await Task.yield() }
            #expect(await test.world.calls.first?.hasPrefix("join \(Self.network)") == true)
            #expect(await beside.observatory.current().borrowed["redis"]?.container?.id == shared.id)
            await beside.observatory.update { $0.observe([]) }
            for await _ in await test.observatory.changes()
            where await test.observatory.current().borrowers.isEmpty { break }
        }
    }
}
