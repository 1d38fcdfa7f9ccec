import DustyCore
import Testing

@testable import dustyd

@Suite struct LoopbackAliasesTests {
    /// In the form of macOS 14's `ifconfig lo0`.
    private static let output = """
        lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384
        \toptions=1203<RXCSUM,TXCSUM,TXSTATUS,SW_TIMESTAMP>
        \tinet 127.0.0.1 netmask 0xff000000
        \tinet6 ::1 prefixlen 128
        \tinet6 fe80::1%lo0 prefixlen 64 scopeid 0x1
        \tinet 127.65.0.1 netmask 0xffffffff
        \tnd6 options=201<PERFORMNUD,DAD>

        """

    private func words(_ body: (LoopbackAliases) async throws -> Void) async throws -> [[String]] {
        let lines = Self.output.lines.map { OutputLine(isError: false, text: $0) }
        let runner = RecordingRunner { _ in RecordingRunner.Answer(lines: lines) }
        try await body(LoopbackAliases(runner: runner))
        return runner.argumentVectors
    }

    @Test func `the addresses of an interface are read from ifconfig`() {
        #expect(LoopbackAliases.addresses(in: Self.output) == ["127.0.0.1", "127.65.0.1"])
        #expect(LoopbackAliases.addresses(in: "ifconfig: interface lo0 does not exist\n").isEmpty)
    }

    @Test func `lines that only look like addresses, and output that was cut, name none`() {
        let hostile = [
            "\tinet6 127.65.0.1 prefixlen 128", "\tinet", "\tinet ", "inet 127.65.0.1.5 netmask 0xffffffff",
            "\tinet 127.65.0.1\u{301}",
            "\tnd6 options=201<PERFORMNUD,DAD> inet 127.65.0.1", "\tinet 300.1.1.1", "",
        ]
        #expect(LoopbackAliases.addresses(in: hostile.joined(separator: "\n")).isEmpty)
        for length in 0..<Self.output.count {
            let found = LoopbackAliases.addresses(in: String(Self.output.prefix(length)))
            // What is left of a cut line may be another address, never one that is not of its form.
            #expect(found.count <= 2 && found.allSatisfy(Addresses.isIPv4))
        }
    }

    @Test func `an address is added once`() async throws {
        let look = ["/sbin/ifconfig", "lo0"]
        #expect(try await words { try await $0.provide("127.65.0.1") } == [look])
        let added = try await words { try await $0.provide("127.66.0.1") }
        #expect(added == [look, ["/sbin/ifconfig", "lo0", "alias", "127.66.0.1", "netmask", "255.255.255.255"]])
    }

    @Test func `an address is given back`() async throws {
        let gone = try await words { try await $0.giveBack("127.65.0.1") }
        #expect(gone.last == ["/sbin/ifconfig", "lo0", "-alias", "127.65.0.1"])
        #expect(try await words { try await $0.giveBack("127.66.0.1") }.count == 1)
    }

    @Test(arguments: ["127.0.0.1", "192.168.59.103", "localhost", "127.65.0.1 -alias"])
    func `what is no loopback address of ours is left alone`(_ address: String) async throws {
        let commands = try await words {
            try await $0.provide(address)
            try await $0.giveBack(address)
        }
        #expect(commands.isEmpty)
    }
}
