import DustyCore
import DustyTestSupport
import Testing

@testable import dustyd

@Suite struct BudgetTests {
    private static func stats(_ usage: Int, inactive: Int) -> String {
        """
        {"read":"2026-01-01T00:00:00Z","cpu_stats":{"cpu_usage":{"total_usage":1}},"precpu_stats":{"cpu_usage":{"total_usage":0}},\
        "memory_stats":{"usage":\(usage),"stats":{"inactive_file":\(inactive)}}}
        """
    }

    private func path(_ id: String) -> String { "/containers/\(id)/stats?stream=false&one-shot=true" }

    @Test func `containers are measured once they have settled, and what each needed at most is kept`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            await stack.observatory.update { $0.containers = [.started("api"), .started("redis")] }
            let meter = MemoryMeter(stack: stack.context, storage: stack.storage)
            var memory = MemoryMeter.Measured()
            let start = ContinuousClock.now
            stack.storage.set(documents: [
                path("id-api"): Self.stats(300, inactive: 100), path("id-redis"): Self.stats(50, inactive: 60),
            ])
            await meter.look(&memory, at: start)
            #expect(await stack.observatory.current().memoryBytes == nil)
            await meter.look(&memory, at: start + .seconds(10))
            #expect(await stack.observatory.current().memoryBytes == 200)
            #expect(stack.context.stacks.memory.all.map(\.bytes) == [200])
            stack.storage.set(documents: [path("id-api"): Self.stats(150, inactive: 0)])
            await meter.look(&memory, at: start + .seconds(20))
            #expect(await stack.observatory.current().memoryBytes == 200)
            await meter.look(&memory, at: start + .seconds(320))
            #expect(await stack.observatory.current().memoryBytes == 150)
            let record = stack.files.readState(MemoryRecord.self, at: stack.paths.memory)
            #expect(record == MemoryRecord(services: ["api": 200, "redis": 0]))
            await stack.observatory.update { $0.containers = [] }
            await meter.look(&memory, at: start + .seconds(330))
            #expect(await stack.observatory.current().memoryBytes == nil)
            #expect(stack.context.stacks.memory.all.isEmpty)
        }
    }

    @Test func `what does not fit is said with the figures and what to do`() {
        let budget = MemoryBudget(need: 3 << 30, free: 1 << 30, others: ["`dusty stop -s blog` (512 MiB)"])
        #expect(
            budget.warning
                == "memory: what starts now used 3.0 GiB when it last ran, and 1.0 GiB are free; it is started all the same "
                + "(to make room, stop another stack: `dusty stop -s blog` (512 MiB))"
        )
        #expect(MemoryBudget(need: 3, free: 3).warning == nil)
    }

    @Test func `only what does not run yet counts, and nothing is said of what never ran`() async throws {
        #expect(MemoryRecord().bytes(of: ["api"]) == nil)
        #expect(MemoryRecord(services: ["api": 5, "web": 7]).bytes(of: ["api", "new"]) == 5)
        #expect(MemoryRecord(services: ["api": .max, "web": 7]).bytes(of: ["api", "web"]) != nil)
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            try stack.files.writeState(MemoryRecord(services: ["api": 5]), at: stack.paths.memory, mode: 0o600)
            await stack.observatory.update { $0.containers = [.started("api")] }
            #expect(await stack.context.memoryBudget(starting: ["api"]) == nil)
        }
    }

    @Test func `stacks that use most come first`() {
        let book = MemoryBook()
        for (name, bytes) in [("a", 1), ("b", 3), ("c", 3), ("d", 2)] as [(String, Int64)] { book.put(bytes, of: name) }
        book.put(nil, of: "d")
        #expect(book.all.map(\.stack) == ["b", "c", "a"])
    }

    @Test func `networks that the engine can still make are counted`() throws {
        let pools = AddressPools(info: [])
        #expect(pools.free(beside: []) == (31, 31))
        let networks = Array(
            """
            [{"IPAM":{"Config":[{"Subnet":"172.17.0.0/16"}]}},
            {"IPAM":{"Config":[{"Subnet":"172.20.0.0/16"},{"Subnet":"fd00::/64"}]}},
            {"IPAM":{"Config":[]}},{"IPAM":{"Config":null}},
            {"IPAM":{"Config":[{"Subnet":"10.213.4.0/25"},{"Subnet":"192.168.0.0/20"}]}}]
            """.utf8
        )
        #expect(pools.free(beside: AddressPools.subnets(ofNetworks: networks)).free == 28)
        // A route of a VPN to more than a pool takes all of it.
        let routes = AddressPools.routes([
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask",
            "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000",
            "tun0\t0000A8C0\t00000000\t0001\t0\t0\t0\t0000FFFF", "nonsense",
        ])
        #expect(routes == [Subnet("192.168.0.0/16")].compactMap(\.self))
        #expect(pools.free(beside: routes).free == 15)
        let told = AddressPools(info: Array(#"{"DefaultAddressPools":[{"Base":"10.10.0.0/16","Size":24}]}"#.utf8))
        #expect(told.free(beside: [Subnet("10.10.3.0/24")].compactMap(\.self)) == (255, 256))
        for (base, size) in [
            ("0.0.0.0/0", 32), ("1.2.3.4/33", -1), ("1.2.3/8", 24), ("1.2.3.256/8", 24), ("fd00::/8", 64),
        ] {
            let info = #"{"DefaultAddressPools":[{"Base":"\#(base)","Size":\#(size)}]}"#
            let (free, all) = AddressPools(info: Array(info.utf8)).free(beside: [])
            #expect(free == all && all <= 4096)
        }
    }

    @Test func `doctor says what memory and networks are left`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            let taken = (17...31).map { #"{"IPAM":{"Config":[{"Subnet":"172.\#($0).0.0/16"}]}}"# }
            let rest = (0..<16).map { #"{"IPAM":{"Config":[{"Subnet":"192.168.\#($0 * 16).0/20"}]}}"# }
            stack.storage.set(documents: ["/networks": "[\((taken + rest).joined(separator: ","))]", "/info": "{}"])
            let doctor = Doctor(stack: stack.context, disk: stack.disk, caller: .tester, fixes: false)
            let check = await doctor.networksCheck()
            #expect(check.state == .warning && check.message.hasPrefix("0 of 31 networks"))
            #expect(check.message.contains("200 of 200 places"))
            #expect(await doctor.memoryChecks().isEmpty)
        }
    }
}
