import Testing

@testable import UnixHTTP

@Test func place() {}
