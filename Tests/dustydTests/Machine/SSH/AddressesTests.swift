import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(1))) struct AddressesTests {
    @Test func `addresses are found without holding anybody up`() async throws {
        #expect(try await Addresses.of("127.0.0.1") == ["127.0.0.1"])
        #expect(try await Addresses.of("localhost").contains("127.0.0.1"))
        let cancelled = Task { try await Addresses.of("nowhere.invalid") }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
    }
}
