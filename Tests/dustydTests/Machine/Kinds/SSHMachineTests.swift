import DustyCore
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct SSHMachineTests {
    @Test func `ports are published at the machine's own address, and forwarded when they do not answer there`()
        async throws
    {
        try await HeldConnection.with { connection, runner in
            let machine = SSHMachine(
                connection: connection,
                engine: InMemoryEngine(),
                names: .standard,
                registry: .fresh(),
                detours: .none()
            )
            try await machine.ready()
            let before = try await machine.facts()
            #expect(
                before.address == "127.0.0.1" && before.publishAddress == "127.0.0.1" && before.root == "/r/default"
            )
            // Nobody listens on port 1.
            #expect(try await machine.open([1]) == "127.65.0.1")
            #expect(runner.commands.last?.contains("127.65.0.1:1:127.0.0.1:1") == true)
            let after = try await machine.facts()
            #expect(after.address == "127.65.0.1" && after.publishAddress == "127.0.0.1")
        }
    }

    @Test(arguments: [("10.9.9.9", false), ("127.0.0.1", true), ("nonsense", false)])
    func `an address that we did not connect to, and every one when asked, stays private`(
        arrival: String,
        forwardOnly: Bool
    ) async throws {
        try await HeldConnection.with(arrival: arrival, forwardOnly: forwardOnly) { connection, runner in
            let machine = SSHMachine(
                connection: connection,
                engine: InMemoryEngine(),
                names: .standard,
                registry: .fresh(),
                detours: .none()
            )
            try await machine.ready()
            let facts = try await machine.facts()
            #expect(facts.address == "127.65.0.1" && facts.publishAddress == "127.65.0.1")
            #expect(try await machine.open([80]) == "127.65.0.1")
            #expect(runner.commands.last?.contains("127.65.0.1:80:127.65.0.1:80") == true)
        }
    }

    @Test func `the status says why a machine is not reached`() async throws {
        try await HeldConnection.with(refusal: "Host key verification failed.") { connection, _ in
            let machine = SSHMachine(
                connection: connection,
                engine: InMemoryEngine(),
                names: .standard,
                registry: .fresh(),
                detours: .none()
            )
            _ = try? await machine.ready()
            let status = await machine.status()
            #expect(status.state == .unreachable && status.message?.contains("another host key") == true)
            #expect(status.target == "ann@127.0.0.1" && status.name == "big")
            let checks = await machine.examine(at: Timestamp(milliseconds: 0), fixes: false)
            #expect(checks.map(\.name) == ["machine network", "machine keys", "machine"])
            #expect(checks.last?.state == .failure)
        }
    }
}
