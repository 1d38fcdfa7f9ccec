/// Tests of apps and libs; running them is a job.
public protocol TestsDaemon: Sendable {
    /// The suites of an app or a lib, sorted by name, whether or not it is active.
    func testSuites(of name: String) async throws -> [TestSuiteInfo]
}
