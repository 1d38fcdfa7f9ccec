import DustyCore
import Testing

@testable import dustyd

@Suite struct HostOnlyNetworkTests {
    private static func runner(addresses: String, routes: String = "", known: Set<String> = []) -> RecordingRunner {
        RecordingRunner { command in
            switch command.arguments {
            case ["-json", "-4", "address", "show"]: .output(addresses)
            case ["-4", "route", "show"]: .output(routes)
            case ["-json", "-4", "link", "show", "master", "dusty0"]: .output("[]")
            case let words where words.starts(with: ["link", "show", "dev"]):
                known.contains(words.last ?? "") ? .output("there") : .failure(1, "does not exist")
            default: .init()
            }
        }
    }

    @Test func `the first address is the one that boot2docker's machine had`() async throws {
        let network = HostOnlyNetwork(runner: Self.runner(addresses: "[]"))
        #expect(try await network.address(besides: []) == .hostOnly(address: "192.168.59.103", prefix: 24))
        #expect(
            try await network.address(besides: ["192.168.59.103"]) == .hostOnly(address: "192.168.59.104", prefix: 24)
        )
    }

    @Test func `a network that something here uses is left alone`() async throws {
        let addresses = #"[{"ifname":"vboxnet0","addr_info":[{"local":"192.168.59.3","prefixlen":24}]}]"#
        let network = HostOnlyNetwork(runner: Self.runner(addresses: addresses, routes: "192.168.60.0/24 via 10.0.0.1"))
        #expect(try await network.address(besides: []) == .hostOnly(address: "192.168.61.103", prefix: 24))
    }

    @Test func `the bridge that is there decides`() async throws {
        let addresses = #"[{"ifname":"dusty0","addr_info":[{"local":"192.168.64.1","prefixlen":24}]}]"#
        let network = HostOnlyNetwork(runner: Self.runner(addresses: addresses))
        #expect(try await network.address(besides: []) == .hostOnly(address: "192.168.64.103", prefix: 24))
    }

    @Test func `connecting makes what is missing and nothing else`() async throws {
        let fresh = Self.runner(addresses: "[]")
        try await HostOnlyNetwork(runner: fresh).connect("192.168.59.103")
        #expect(
            fresh.commands.map { $0.arguments.joined(separator: " ") }.filter { !$0.contains("show") } == [
                "link add dusty0 type bridge", "address add 192.168.59.1/24 dev dusty0", "link set dusty0 up",
                "tuntap add dev dusty-59-103 mode tap", "link set dusty-59-103 master dusty0 up",
            ]
        )
        let there = Self.runner(addresses: "[]", known: ["dusty0", "dusty-59-103"])
        try await HostOnlyNetwork(runner: there).connect("192.168.59.103")
        #expect(!there.commands.contains { $0.arguments.contains("add") })
    }

    @Test func `the last machine takes the bridge with it`() async throws {
        let runner = Self.runner(addresses: "[]", known: ["dusty0", "dusty-59-103"])
        try await HostOnlyNetwork(runner: runner).disconnect("192.168.59.103")
        let deleted = runner.commands.map(\.arguments).filter { $0.contains("delete") }.compactMap(\.last)
        #expect(deleted == ["dusty-59-103", "dusty0"])
    }

    @Test func `names of interfaces are no longer than the kernel allows`() {
        #expect(HostOnlyNetwork.tap(of: "192.168.179.254").utf8.count <= 15)
    }
}
