import DustyCore
import UnixHTTP

extension HTTPDaemon: TestsDaemon {
    func testSuites(of name: String) async throws -> [TestSuiteInfo] {
        try await value(Endpoint.testSuites(HTTPQuery.escape(name)))
    }
}
