import DustyCore

extension FakeDaemon {
    func testSuites(of name: String) async throws -> [TestSuiteInfo] {
        if let failure = script.failure { throw failure }
        return []
    }
}
