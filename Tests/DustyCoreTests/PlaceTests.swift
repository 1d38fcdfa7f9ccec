import Testing

@testable import DustyCore

@Test func place() {}
