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

    @Test(arguments: [60, 80, 100, 120, 200])
    func `the footer of a log has the keys of logs, and help and quit wherever one is`(_ width: Int) {
        var dashboard = Dashboard(width: width, height: 30)
        for place in "120345" {
            dashboard.press(.character(place))
            let footer = dashboard.row(with: "q quit")
            #expect(footer.contains("? help"), "\(place)")
            guard place == "0" else { continue }
            for word in ["/ find", "& filter", "f hold", "w wrap"] { #expect(footer.contains(word), "\(word)") }
            #expect(!footer.contains("R rebuild") || footer.contains("Esc lists"))
        }
        dashboard.press(.character("0"), .character("f"))
        #expect(dashboard.row(with: "q quit").contains("f follow"))
    }

    @Test func `copies say how they are kept in columns, and no half of a figure`() {
        var snapshot = ExampleStack.snapshot
        snapshot.sync[1].follow = FollowStatus(state: .following)
        (snapshot.sync[1].files, snapshot.sync[1].bytes) = (123_456, 2_000_000_000)
        let change = CodeChange(path: "server.py", files: 1, ledTo: ["restart api"])
        snapshot.sync[0].follow?.lastChange = change
        for (width, height) in [(80, 24), (120, 40), (200, 60)] {
            var dashboard = Dashboard(width: width, height: height, snapshot: snapshot)
            dashboard.press(.character("3"))
            let rows = ["2s ago", "1h ago"].map { dashboard.row(with: $0) }
            let places = zip(rows, ["2s ago", "1h ago"]).map { row, age in
                row.firstRange(of: age).map { row[..<$0.lowerBound].count }
            }
            #expect(places[0] == places[1] && places[0] != nil)
            #expect(
                !rows[0].contains("·") && rows[0].contains("following  3 ms") || rows[0].contains("following  3.1 ms")
            )
            let list = rows[1].split(separator: "│")[0]
            #expect(!list.contains("123,456") || list.contains("123,456 files 1.9G"))
            #expect(width < 200 || rows[0].contains("server.py -> restart api"))
        }
    }

    @Test func `a long title of a job has the room that a short text leaves`() {
        var snapshot = ExampleStack.snapshot
        (snapshot.jobs[2].kind, snapshot.jobs[2].names, snapshot.jobs[2].suite) = (
            .script, ["worker"], "reindex-all-items"
        )
        let dashboard = Dashboard(snapshot: snapshot)
        #expect(dashboard.row(with: "#5").contains("script worker reindex-all-items done"))
        #expect(dashboard.row(with: "#7").contains("[2/3] restart api"))
    }

    @Test func `only the subject and the tab that is shown stand out in a title with the keys`() throws {
        var dashboard = Dashboard()
        dashboard.press(.down, .character("0"))
        let cells = dashboard.frame.row(1).drop { $0.glyph.text != "0" }
        let bright = cells.filter { $0.style.role == .activeTitle }.map(\.glyph.text).joined()
        #expect(bright == "0 api [log]")
        var snapshot = ExampleStack.snapshot
        snapshot.apps[0].name = "an-app-with-a-name-that-is-longer-than-most"
        #expect(Dashboard(snapshot: snapshot).row(with: "─ 0 an-app").contains("[log] stats"))
    }

    @Test func `a size is the same here and on the command line`() {
        #expect(Amount.bytes(30_000_000) == "29M" && Measure.bytes(30_000_000) == "29 MiB")
        for size: Int64 in [0, 812, 4900, 1_048_575, 28_938_240, 1_300_000_000, 2_000_000_000_000] {
            #expect(Amount.bytes(size) == Measure.bytes(size).replacing(" ", with: "").replacing("iB", with: ""))
        }
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
        let lines = JobHead.lines(of: job, now: ExampleStack.now, width: 80).filter {
            $0.text.contains("failed with exit code 1")
        }
        #expect(lines.count == 1)
    }
}
