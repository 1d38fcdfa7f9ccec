import DustyCore
import Testing

@testable import DustyTUI

@Suite struct StatusReportTests {
    @Test(arguments: [nil, Warning.Subject.specs, .settings, .machine])
    func `that nothing is active is said only when it is known`(subject: Warning.Subject?) throws {
        var snapshot = ExampleStack.snapshot
        (snapshot.apps, snapshot.services, snapshot.libs) = ([], [], [])
        snapshot.warnings = subject.map { [Warning(subject: $0, message: "2 problems", hint: nil)] } ?? []
        let captured = CapturedConsole()
        try StatusReport(snapshot).print(on: captured.console(columns: 200))
        let isKnown = subject == nil || subject == .machine
        #expect(captured.out.contains("nothing is active") == isKnown)
        #expect(captured.out.contains("it is not known what is active") != isKnown)
    }

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
