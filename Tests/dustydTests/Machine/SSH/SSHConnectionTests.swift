import DustyCore
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct SSHConnectionTests {
    @Test(arguments: [
        ("ann@127.0.0.1: Permission denied (publickey).", "refuses the login"),
        ("Host key verification failed.", "shows another host key"),
    ])
    func `what waiting cannot help fails at once`(said: String, words: String) async throws {
        try await HeldConnection.with(refusal: said) { connection, _ in
            do {
                // Longer than the suite may take: who waits it out fails.
                try await connection.ready(within: .seconds(600))
                Issue.record("it is not connected")
            } catch let error as DustyError {
                #expect(error.code == .unavailable && error.message.contains(words))
            }
        }
    }

    @Test func `waiting for a machine that does not answer ends with the reason`() async throws {
        let said = "ssh: connect to host 127.0.0.1 port 22: Connection refused"
        try await HeldConnection.with(refusal: said) { connection, runner in
            // How long an attempt takes is up to how busy this host is; that there is another one is not.
            var attempts = 0
            for await _ in runner.attempts {
                attempts += 1
                if attempts > 2 { break }
            }
            do {
                try await connection.ready(within: .milliseconds(50))
                Issue.record("it is not connected")
            } catch let error as DustyError {
                #expect(error.message.contains("nothing listens at ann@127.0.0.1"))
            }
            #expect(runner.commands.count > 1)
        }
    }

    @Test func `a connection is used once the machine has greeted`() async throws {
        try await HeldConnection.with { connection, runner in
            try await connection.ready(within: .seconds(50))
            #expect(await connection.greeting == SSHConnection.Greeting(address: "127.0.0.1", isDirect: true))
            #expect(runner.commands.contains { $0.last == MachineGreeting.line(root: "/r/default") })
            let pages = "/r/default/dusty_pages/pages.sock:\(connection.commands.places.pages)"
            #expect(runner.commands.last?.suffix(4) == ["-R", pages, "--", "big"])
        }
    }

    @Test func `no more sessions than allowed are open at a time`() async throws {
        let gate = SessionGate(width: 2)
        let counter = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await gate.pass {
                        await counter.enter()
                        await Task.yield()
                        await counter.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(await counter.most <= 2)
    }

    @Test func `waiting for a turn can be cancelled, and takes no other caller's turn`() async throws {
        let gate = SessionGate(width: 1)
        try await gate.pass {
            let waiting = Task { try await gate.pass {} }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
        try await gate.pass {}
    }
}

private actor Counter {
    private var now = 0
    private(set) var most = 0

    func enter() {
        now += 1
        most = max(most, now)
    }

    func leave() { now -= 1 }
}
