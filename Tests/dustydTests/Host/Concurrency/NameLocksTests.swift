import Testing

@testable import dustyd

@Suite struct NameLocksTests {
    @Test func `one at a time holds a name, and other names do not wait`() async throws {
        let locks = NameLocks()
        let counter = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await locks.holding("a") {
                        await counter.enter()
                        await Task.yield()
                        await counter.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(await counter.most == 1)
        try await locks.holding("a") {
            try await locks.holding("b") {}
        }
    }

    @Test func `who is cancelled while waiting does not get the name, and the next does`() async throws {
        let locks = NameLocks()
        try await locks.holding("a") {
            let waiting = Task { try await locks.holding("a") {} }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
        try await locks.holding("a") {}
    }

    @Test func `an error lets go of the name`() async throws {
        struct Failure: Error {}
        let locks = NameLocks()
        await #expect(throws: Failure.self) { try await locks.holding("a") { throw Failure() } }
        try await locks.holding("a") {}
    }
}

/// Counts who is inside.
private actor Counter {
    private var inside = 0
    private(set) var most = 0

    func enter() {
        inside += 1
        most = max(most, inside)
    }

    func leave() {
        inside -= 1
    }
}
