import DustyCore

extension Administration {
    /// The suites of an app or a lib, active or not.
    func testSuites(of name: String, for caller: Caller) async throws -> [TestSuiteInfo] {
        try await runner.loader.fetchSpecs(for: caller, update: false)
        let specs = try await runner.loader.load(try await runner.settings.current())
        return try TestTarget.suites(of: name, in: specs)
    }
}
