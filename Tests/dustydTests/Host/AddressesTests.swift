import Dispatch
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct AddressesTests {
    @Test func `addresses are found`() async throws {
        #expect(try await Addresses.of("127.0.0.1") == ["127.0.0.1"])
        #expect(try await Addresses.of("localhost").contains("127.0.0.1"))
    }

    @Test func `a name server that does not answer does not delay a cancelled caller`() async throws {
        let isDone = DispatchSemaphore(value: 0)
        defer { isDone.signal() }
        let asked = Task {
            try await Addresses.of("shop.test") { _ in
                isDone.wait()
                return []
            }
        }
        asked.cancel()
        await #expect(throws: CancellationError.self) { try await asked.value }
    }
}
