import Testing

@testable import DustyTUI

@Test func place() {}
