import DustyCore
import DustyTestSupport
import Synchronization
import Testing

@testable import dustyd

@Suite struct StackIdleStopTests {
    /// Which processes have an entry in their environment.
    private struct Marks: Sendable {
        var found: @Sendable (String) -> [Int32]
    }

    /// Looks every five seconds for a while, doing something before each look; the jobs of the stack at the end.
    private func looking(
        seconds: Int,
        idle: String? = "1m",
        containers: [ObservedContainer]? = nil,
        marks: Marks = Marks { _ in [] },
        _ meanwhile: @escaping @Sendable (TestStack, Int) async throws -> Void = { _, _ in },
        _ judge: @escaping @Sendable (TestStack, [Job]) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            _ = try await stack.run(.up())
            let running = await stack.world.containers.filter { $0.service != StackNames.proxyService }
            await stack.observatory.update { facts in
                facts.containers = containers ?? running
                facts.wanted.idle = idle.flatMap { IdleTime($0)?.duration }
            }
            // That a job has ended is known a little later, and until then it is a use.
            for await _ in await stack.observatory.changes()
            where await stack.observatory.current().jobs.allSatisfy(\.state.isFinal) {
                break
            }
            let stop = StackIdleStop(stack: stack.context, jobs: stack.jobs, logger: .silent, marked: marks.found)
            var last = StackIdleStop.Look()
            let start = ContinuousClock.now
            for second in stride(from: 0, through: seconds, by: 5) {
                try await meanwhile(stack, second)
                await stop.look(&last, at: start + .seconds(second))
            }
            let jobs = await stack.jobs.all().filter { $0.user == User.idle.name }
            for job in jobs {
                try await stack.jobs.ended(job.id)
            }
            try await judge(stack, await stack.jobs.all().filter { $0.user == User.idle.name })
        }
    }

    @Test func `a stack that nobody uses is stopped once the time is over, and says so`() async throws {
        try await looking(seconds: 60) { _, jobs in #expect(jobs.isEmpty) }
        try await looking(seconds: 65) { stack, jobs in
            #expect(jobs.map(\.kind) == [.stop] && jobs[0].user == "idle stop" && jobs[0].state == .succeeded)
            #expect(await stack.world.containers.allSatisfy { $0.status == .exited })
            await stack.observatory.update { [containers = await stack.world.containers] in $0.containers = containers }
            #expect(await stack.observatory.snapshot().idleSince == .noon)
            // What anybody does with it afterwards is the truth then.
            _ = try await stack.run(.stop([]))
            #expect(await stack.observatory.snapshot().idleSince == nil)
        }
    }

    @Test func `nothing is stopped without the setting, and nothing that does not run`() async throws {
        try await looking(seconds: 200, idle: nil) { _, jobs in #expect(jobs.isEmpty) }
        var ended = ObservedContainer.started("api")
        ended.status = .exited
        try await looking(seconds: 200, containers: [ended]) { _, jobs in #expect(jobs.isEmpty) }
    }

    @Test func `a request, a job and an edit begin the time again`() async throws {
        let uses: [@Sendable (TestStack) async -> Void] = [
            { stack in
                stack.observatory.use.begin(); stack.observatory.use.end()
            },
            { stack in
                let status = SyncStatus(
                    repo: "r",
                    shortName: "r",
                    path: "/r",
                    overridden: false,
                    state: .ok,
                    revision: 7
                )
                await stack.observatory.update { $0.sync["r"] = status }
            },
        ]
        for use in uses {
            try await looking(seconds: 100) { stack, second in
                if second == 40 { await use(stack) }
            } _: { _, jobs in
                #expect(jobs.isEmpty)
            }
            try await looking(seconds: 105) { stack, second in
                if second == 40 { await use(stack) }
            } _: { _, jobs in
                #expect(jobs.map(\.kind) == [.stop])
            }
        }
    }

    @Test func `a stream that is open keeps the stack, and its end begins the time`() async throws {
        try await looking(seconds: 300) { stack, second in
            if second == 10 { stack.observatory.use.begin() }
        } _: { _, jobs in
            #expect(jobs.isEmpty)
        }
        try await looking(seconds: 265) { stack, second in
            if second == 10 { stack.observatory.use.begin() }
            if second == 200 { stack.observatory.use.end() }
        } _: { _, jobs in
            #expect(jobs.map(\.kind) == [.stop])
        }
    }

    @Test func `a program that works in the stack keeps it`() async throws {
        let asked = Mutex<[String]>([])
        let marks = Marks { entry in
            asked.withLock { $0.append(entry) }
            return [7]
        }
        try await looking(seconds: 300, marks: marks) { _, jobs in
            #expect(jobs.isEmpty)
            // Every process of the host is only looked at when the time is over.
            #expect(asked.withLock { $0 } == Array(repeating: "DUSTY_STACK=default", count: 4))
        }
    }

    @Test func `a proxy whose connections cannot be counted keeps the stack, which is said`() async throws {
        let containers: [ObservedContainer] = [.started("api"), .started(StackNames.proxyService, kind: "proxy")]
        try await looking(seconds: 300, containers: containers) { stack, jobs in
            #expect(jobs.isEmpty)
            let warnings = await stack.observatory.snapshot().warnings.filter { $0.subject == .stacks }
            #expect(warnings.count == 1 && warnings[0].message.contains("cannot be counted"))
        }
    }

    @Test func `a job that begins first is not disturbed, and one that comes later is not refused`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            await stack.world.hang("compose up")
            let first = try await stack.jobs.start(JobRequest(.up()), for: .tester)
            await stack.world.untilHanging()
            let idle = Caller(user: .idle, sshAuthSock: nil)
            let error = await #expect(throws: DustyError.self) {
                try await stack.jobs.start(JobRequest(.stop([])), for: idle, alone: true)
            }
            #expect(error?.code == .busy)
            await stack.world.release()
            try await stack.jobs.ended(first.id)
            await stack.world.hang("engine containers")
            _ = try await stack.jobs.start(JobRequest(.stop([])), for: idle, alone: true)
            await stack.world.untilHanging()
            let up = try await stack.jobs.start(JobRequest(.up()), for: .tester)
            #expect(up.state == .pending)
            await stack.world.release()
            try await stack.jobs.ended(up.id)
            #expect(try await stack.jobs.job(up.id).state == .succeeded)
        }
    }

    @Test(arguments: [("10s", 10), ("90m", 5400), ("2h", 7200), ("48h", 172_800), ("365d", 31_536_000)])
    func `a time is one number with a unit`(_ text: String, _ seconds: Int) {
        #expect(IdleTime(text)?.seconds == seconds)
        #expect(IdleTime(IdleTime(text)?.description ?? "")?.seconds == seconds)
    }

    @Test(arguments: ["", "2", "h", "9s", "366d", "-2h", "1h30m", "2 h", "99999999d", "2H", "1.5h"])
    func `anything else is no time`(_ text: String) {
        #expect(IdleTime(text) == nil)
    }

    @Test func `connections are read from the network of the proxy's own process`() {
        let names = "Tcp: RtoAlgorithm ActiveOpens PassiveOpens AttemptFails EstabResets CurrEstab InSegs"
        func kernel(_ numbers: String, cgroup: String = "0::/docker/0123456789abcdef") -> LinuxKernel {
            LinuxKernel(texts: [
                "/proc/7/cgroup": Substring(cgroup + "\n"),
                "/proc/7/net/snmp": Substring("Ip: A\nIp: 1\n\(names)\nTcp: \(numbers)\nUdp: X\n"),
            ])
        }
        func traffic(_ kernel: LinuxKernel) -> ProxyTraffic? { kernel.traffic(of: "0123456789abcdef", process: 7) }
        let idle = traffic(kernel("1 5 12 0 0 0 99"))
        #expect(idle == ProxyTraffic(accepted: 12, open: 0))
        #expect(idle?.isUse(since: nil) == true && idle?.isUse(since: idle) == false)
        #expect(traffic(kernel("1 5 13 0 0 0 99"))?.isUse(since: idle) == true)
        #expect(traffic(kernel("1 5 12 0 0 1 99"))?.isUse(since: idle) == true)
        // A process of another container, or of this host, says nothing of the proxy.
        #expect(traffic(kernel("1 5 12 0 0 0 99", cgroup: "0::/user.slice")) == nil)
        #expect(traffic(kernel("1 5 12")) == nil)
        #expect(traffic(LinuxKernel(texts: [:])) == nil)
    }
}

extension Jobs {
    /// Returns when a job has ended.
    fileprivate func ended(_ id: Int) async throws {
        for await _ in try changes(of: id) where try job(id).state.isFinal { break }
    }
}
