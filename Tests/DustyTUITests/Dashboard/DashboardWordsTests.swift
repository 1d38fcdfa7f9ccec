import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardWordsTests {
    @Test func `the footer of a list has only keys that work there`() {
        var dashboard = Dashboard()
        dashboard.press(.character("5"))
        let footer = dashboard.row(with: "? help")
        for word in ["r restart", "R rebuild", "s stop"] { #expect(!footer.contains(word)) }
        #expect(footer.contains("x cancel"))
        dashboard.press(.down, .down)
        #expect(dashboard.model.selectedJob?.state == .succeeded)
        #expect(!dashboard.row(with: "? help").contains("x cancel"))
        dashboard.press(.character("4"))
        for word in ["r restart", "R rebuild", "s stop"] { #expect(!dashboard.row(with: "? help").contains(word)) }
    }

    @Test func `no label runs into its value`() {
        var snapshot = ExampleStack.snapshot
        snapshot.apps[0].olderCode = ["github.com/shop/web"]
        (snapshot.apps[0].restarts, snapshot.apps[0].lastExit) = (5, 1)
        for width in [120, 200] {
            var dashboard = Dashboard(width: width, height: width == 200 ? 60 : 40, snapshot: snapshot)
            if width == 120 { dashboard.model.show(tab: .ports) }
            #expect(dashboard.text.contains("older code "))
            #expect(dashboard.text.contains("restarts  "))
            dashboard.press(.escape)
        }
    }

    @Test func `the marks of Dusty are not given to a command, nor is a log that is being read called empty`() {
        var dashboard = Dashboard()
        let name = dashboard.model.logs.source ?? ""
        let mark = LogLine(source: name, time: ExampleStack.now, stream: .dusty, text: "admin started")
        dashboard.send(.log(name, LogBatch(lines: [mark])))
        dashboard.log(["{}"])
        #expect(dashboard.model.pipe(to: "jq") == .lend(.pipe(command: "jq", text: "{}\n")))
        dashboard.press(.character("J"), .character("|"))
        #expect(dashboard.notice == "The log is being read; try again when it is there.")
    }

    @Test func `how a program ended is said with its exit code`() {
        #expect(ErrandRunner.news(of: "dusty shell a", .code(0)) == "`dusty shell a` has ended.")
        #expect(ErrandRunner.news(of: "dusty shell a", .code(3)) == "`dusty shell a` ended with exit code 3.")
        #expect(ErrandRunner.news(of: "dusty shell a", .signal(9)) == "`dusty shell a` ended with exit code 137.")
    }

    @Test func `help on a narrow screen has every word`() {
        var dashboard = Dashboard(width: 40, height: 10)
        dashboard.press(.character("?"))
        var seen = ""
        for _ in 0..<60 {
            let rows = dashboard.text.split(separator: "\n").map(String.init)
            // A cut word ends with the mark right after its letters.
            #expect(!rows.dropLast().contains { $0.contains("~ \u{2502}") && !$0.contains(" ~") }, "\(rows)")
            seen += dashboard.text
            dashboard.press(.down)
        }
        #expect(seen.contains("Restart it"))
    }

    @Test func `a search that has found something looks no more`() {
        var dashboard = Dashboard()
        func line(_ number: Int) -> LogLine {
            let time = Timestamp(milliseconds: ExampleStack.now.milliseconds - 100_000 + Int64(number))
            return LogLine(source: "admin", time: time, stream: .out, text: "line \(number)")
        }
        dashboard.press(.character("0"))
        dashboard.send(.log("admin", LogBatch(lines: (5000..<7000).map(line))))
        dashboard.press(.character("/"))
        dashboard.type("line 4321")
        dashboard.press(.enter)
        #expect(dashboard.notice.contains("looking further back"))
        let stretch = dashboard.model.logs.wanted
        #expect(stretch != nil)
        if let stretch { dashboard.send(.page(stretch, (0..<5000).map(line))) }
        #expect(dashboard.text.contains("line 4321") && !dashboard.notice.contains("looking"))
    }

    @Test func `why a suite failed is said once`() {
        let outcome = TestOutcome(suite: "bad", result: .failed, exitCode: 1, seconds: 2)
        var job = ExampleStack.snapshot.jobs[0]
        (job.state, job.tests) = (.failed, [outcome])
        job.error = DustyError(.failed, "suite bad failed with exit code 1")
        let lines = JobHead.lines(of: job, now: ExampleStack.now).filter { $0.text.contains("failed with exit code 1") }
        #expect(lines.count == 1)
    }
}
