import DustyCore
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct FollowersTests {
    /// A hand that only says when it is to rest.
    private struct RestingHand: Hand {
        let heedsGenerations = false
        let width = 32
        let rests = AsyncStream.makeStream(of: Void.self)

        func settle(
            _ paths: [[UInt8]],
            by transfer: Transfer,
            mounted: @Sendable () async throws -> [String]
        ) -> HandOutcome { .tooMuch }

        func taken(_ name: String) -> ConflictStore.Content? { nil }
        func begin() {}
        func rest() { rests.continuation.yield() }
    }

    @Test func `the hand rests when nothing is followed, and when following ends`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            let hand = RestingHand()
            let followers = Followers(
                copies: stack.copies,
                watcher: HostWatcher(),
                hand: hand,
                isLocal: false,
                lines: FollowLines(),
                logger: .silent
            )
            let running = Task { try await followers.run() }
            for await _ in hand.rests.stream { break }
            running.cancel()
            _ = try? await running.value
            hand.rests.continuation.finish()
            var count = 0
            for await _ in hand.rests.stream { count += 1 }
            #expect(count == 1)
        }
    }
}
