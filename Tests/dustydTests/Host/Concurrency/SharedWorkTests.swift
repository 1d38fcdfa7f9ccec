import Synchronization
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct SharedWorkTests {
    @Test func `who asks while others do gets the same answer, who asks later a new one`() async throws {
        let work = SharedWork<String, Int>()
        let runs = Counted()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (starts, started) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await work.value(of: "a") {
                started.yield()
                for await _ in gate {}
                return runs.next()
            }
        }
        for await _ in starts { break }
        async let second = work.value(of: "a") { runs.next() + 100 }
        #expect(try await work.value(of: "b") { 7 } == 7)
        while await work.waiting(for: "a") < 2 { await Task.yield() }
        open.finish()
        #expect(try await first.value == 1)
        #expect(try await second == 1)
        #expect(try await work.value(of: "a") { runs.next() } == 2)
    }
}

private final class Counted: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
