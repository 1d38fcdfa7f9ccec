import Testing

@testable import dustyd

@Test func place() {}
