import DustyCore
import Testing

@testable import DustyTUI

@Suite struct StatusReportTests {
    @Test func `a row is stale while the engine does not answer, and says what it was`() throws {
        var snapshot = ExampleStack.snapshot
        for index in snapshot.apps.indices {
            snapshot.apps[index].message = nil
            snapshot.apps[index].staleSince = ExampleStack.ago(12)
        }
        let captured = CapturedConsole()
        try StatusReport(snapshot).print(on: captured.console(columns: 200))
        let row = try #require(captured.out.split(separator: "\n").first { $0.contains("admin") })
        #expect(row.contains("stale"))
        #expect(row.contains("was up"))
    }
}
