import DustyCore

extension ScriptedDaemon {
    func testSuites(of name: String) async throws -> [TestSuiteInfo] {
        try answer("test suites of \(name)", answers.suites)
    }
}
