import Testing

@testable import DustyTerminal

@Test func place() {}
