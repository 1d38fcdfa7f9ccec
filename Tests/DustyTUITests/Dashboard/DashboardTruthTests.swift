import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardTruthTests {
    @Test func `the selection stays with its row when rows appear above it`() {
        var dashboard = Dashboard()
        dashboard.press(.down, .down)
        #expect(dashboard.model.selectedContainer?.name == "billing")
        var snapshot = ExampleStack.snapshot
        snapshot.apps.insert(ContainerStatus(name: "aaa", state: .up), at: 0)
        dashboard.send(.snapshot(snapshot))
        #expect(dashboard.model.selectedContainer?.name == "billing")
        #expect(dashboard.row(with: "exited 137").hasPrefix("!> billing"))
        dashboard.press(.character("r"))
        #expect(dashboard.requests.map(\.names) == [["billing"]])
    }

    @Test func `when the selected row goes, its neighbour is selected`() {
        var dashboard = Dashboard()
        dashboard.press(.end)
        var snapshot = ExampleStack.snapshot
        snapshot.apps.removeLast()
        dashboard.send(.snapshot(snapshot))
        #expect(dashboard.model.selectedContainer?.name == "search")
        snapshot.apps = []
        dashboard.send(.snapshot(snapshot))
        #expect(dashboard.model.selectedContainer?.name == "postgres")
    }

    @Test func `rows go stale with the daemon and recover with it`() {
        var dashboard = Dashboard(width: 80, height: 24)
        let failure = DustyError(.unavailable, "No answer.")
        dashboard.send(.lost(failure, retryAt: ExampleStack.now))
        dashboard.wait(5)
        let later = Timestamp(milliseconds: dashboard.model.now.milliseconds + 2000)
        dashboard.send(.lost(failure, retryAt: later))
        dashboard.wait(7)
        #expect(dashboard.row(with: "> admin").contains("stale 12s"))
        #expect(dashboard.text.contains("daemon: no answer; `dusty -d` as root starts it"))
        dashboard.send(.snapshot(ExampleStack.snapshot))
        #expect(!dashboard.text.contains("stale 12s"))
        #expect(!dashboard.text.contains("no answer"))
        #expect(dashboard.notice == "The daemon answers again.")
    }

    @Test func `rows go stale with the engine`() {
        var snapshot = ExampleStack.snapshot
        snapshot.engine = EngineStatus(reachable: false, since: ExampleStack.ago(12), message: "connection refused")
        for index in snapshot.apps.indices { snapshot.apps[index].staleSince = ExampleStack.ago(12) }
        let dashboard = Dashboard(snapshot: snapshot)
        #expect(dashboard.row(with: "> admin").contains("stale 12s"))
        #expect(dashboard.text.contains("engine: no answer for 12s: connection refused"))
        #expect(dashboard.row(with: "docker").contains("no answer for 12s"))
    }

    @Test func `a daemon that never answered is said so`() {
        var dashboard = Dashboard(snapshot: nil)
        #expect(dashboard.text.contains("connecting 0.0s"))
        dashboard.send(.lost(DustyError(.unavailable, "No answer."), retryAt: ExampleStack.now))
        #expect(dashboard.row(with: "!!  daemon").contains("No answer."))
        #expect(dashboard.text.contains("Start it as root: `dusty -d`."))
        #expect(dashboard.row(with: "Dusty ").contains("daemon:no answer"))
    }

    @Test func `another version of the daemon is said so`() {
        var snapshot = ExampleStack.snapshot
        snapshot.daemon.version = "0.1.0"
        #expect(Dashboard(snapshot: snapshot).text.contains("daemon 0.1.0, client \(DustyVersion.current)"))
    }

    @Test func `a job that fails is said and counted, also once it was looked at`() {
        var dashboard = Dashboard()
        var snapshot = ExampleStack.snapshot
        snapshot.jobs[1].state = .failed
        snapshot.jobs[1].error = DustyError(.failed, "The build failed.", hint: "See its output.")
        dashboard.send(.snapshot(snapshot))
        #expect(dashboard.notice == "rebuild web: The build failed. See its output.")
        #expect(dashboard.row(with: "Dusty ").contains("! 2 failed"))
        dashboard.press(.character("5"), .down)
        #expect(dashboard.text.contains("The build failed."))
        #expect(dashboard.row(with: "Dusty ").contains("! 2 failed"))
    }

    @Test func `a job that ends well is said`() {
        var dashboard = Dashboard()
        var snapshot = ExampleStack.snapshot
        snapshot.jobs[0].state = .succeeded
        snapshot.jobs[0].finishedAt = ExampleStack.now
        dashboard.send(.snapshot(snapshot))
        #expect(dashboard.notice == "restart api: done in 1.0s.")
    }

    @Test func `Jobs opens at the newest job, and stays with the chosen one`() {
        var dashboard = Dashboard()
        var snapshot = ExampleStack.snapshot
        func add(_ id: Int) {
            snapshot.jobs.insert(
                Job(id: id, kind: .sync, names: [], state: .running, user: "dev", createdAt: ExampleStack.now),
                at: 0
            )
        }
        add(8)
        dashboard.send(.snapshot(snapshot))
        dashboard.press(.character("5"))
        #expect(dashboard.model.selectedJob?.id == 8)
        add(9)
        dashboard.send(.snapshot(snapshot))
        #expect(dashboard.model.selectedJob?.id == 8)
    }

    @Test func `a refused request shows its reason and what to do`() {
        var dashboard = Dashboard()
        dashboard.send(
            .refused("restart api", DustyError(.conflict, "api is not active.", hint: "Activate its bundle."))
        )
        #expect(dashboard.text.contains("restart api: api is not active. Activate its bundle."))
        dashboard.send(.expired(notice: dashboard.model.notice?.id ?? 0))
        #expect(dashboard.notice.isEmpty)
        dashboard.press(.character("W"))
        #expect(dashboard.text.contains("restart api: api is not active. Activate its bundle."))
    }

    @Test func `names cannot send control sequences to the terminal`() throws {
        var snapshot = ExampleStack.snapshot
        snapshot.apps[0].name = "ad\u{1B}]0;owned\u{7}min\u{202E}"
        snapshot.apps[0].message = "\u{1B}[2J"
        snapshot.warnings[0].message = "a\u{9B}31mb"
        let text = Dashboard(width: 200, height: 60, snapshot: try entered(snapshot)).text
        #expect(text.contains("> admin "))
        #expect(
            text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x9B && $0.value != 0x202E || $0 == "\n" }
        )
    }

    @Test func `the clock is asked only while something shown depends on it`() {
        #expect(Dashboard(snapshot: nil).model.subscriptions.contains(.clock(seconds: 1)))
        var quiet = ExampleStack.snapshot
        quiet.jobs = []
        for index in quiet.apps.indices { quiet.apps[index].since = ExampleStack.ago(7200) }
        for index in quiet.sync.indices { quiet.sync[index].syncedAt = ExampleStack.ago(7200) }
        var dashboard = Dashboard(snapshot: quiet)
        dashboard.log(["one"])
        dashboard.wait(3)
        #expect(
            dashboard.model.subscriptions == [
                .watch, .log("admin", opening: dashboard.model.logs.opening), .clock(seconds: 15),
            ]
        )
        quiet.apps[0].since = ExampleStack.ago(3)
        dashboard.send(.snapshot(quiet))
        #expect(dashboard.model.subscriptions.contains(.clock(seconds: 1)))
    }

    @Test func `another selection is another log`() {
        var dashboard = Dashboard()
        #expect(dashboard.model.subscriptions.contains(.log("admin", opening: dashboard.model.logs.opening)))
        dashboard.log(["of admin"])
        dashboard.press(.down)
        #expect(dashboard.model.subscriptions.contains(.log("api", opening: dashboard.model.logs.opening)))
        #expect(!dashboard.model.subscriptions.contains(.log("admin", opening: dashboard.model.logs.opening)))
        #expect(!dashboard.text.contains("of admin"))
        dashboard.send(.log("admin", ExampleStack.log(of: "admin")))
        #expect(dashboard.model.logs.buffer.isEmpty)
    }

    @Test func `a running job shows how long the same took last time`() {
        var snapshot = ExampleStack.snapshot
        var before = snapshot.jobs[0]
        before.id = 3
        before.state = .succeeded
        before.startedAt = ExampleStack.ago(100)
        before.finishedAt = ExampleStack.ago(92)
        snapshot.jobs.append(before)
        var dashboard = Dashboard(snapshot: snapshot)
        dashboard.press(.character("5"))
        #expect(dashboard.text.contains("0:01, last time 8.0s"))
    }

    @Test func `a test that was asked for is the job that is shown`() {
        var dashboard = Dashboard()
        _ = dashboard.model.run(suite: "unit", of: "api", arguments: "")
        var job = ExampleStack.jobs[0]
        (job.id, job.kind) = (8, .test)
        dashboard.send(.accepted(job))
        var snapshot = ExampleStack.snapshot
        snapshot.jobs.insert(job, at: 0)
        dashboard.send(.snapshot(snapshot))
        #expect(dashboard.model.selectedJob?.id == 8)
    }

    @Test func `the output of a job is a log below its steps, and the log keys work on it`() {
        var dashboard = Dashboard()
        dashboard.press(.character("5"), .enter)
        let id = dashboard.model.selectedJob?.id ?? 0
        let opening = dashboard.model.logs.opening
        #expect(dashboard.model.subscriptions.contains(.output(job: id, opening: opening)))
        let lines = (1...150).map { number in
            LogLine(
                source: "unit",
                time: ExampleStack.now,
                stream: number == 150 ? .err : .out,
                text: "output \(number)"
            )
        }
        dashboard.send(.log("job \(id)", LogBatch(lines: lines)))
        #expect(dashboard.text.contains("output 150"))
        #expect(dashboard.text.contains("2. restart api"))
        #expect(dashboard.row(with: "output 150").contains("!14:02:11"))
        dashboard.press(.character("/"))
        dashboard.type("output 33")
        dashboard.press(.enter)
        #expect(dashboard.text.contains("output 33"))
        dashboard.press(.escape, .character("&"))
        dashboard.type("output 7")
        dashboard.press(.enter)
        #expect(LogViewport(dashboard.model).allLines.count == 11)
        if let stretch = dashboard.model.logs.wanted { dashboard.send(.page(stretch, [])) }
        dashboard.press(.escape, .character("G"), .character("y"))
        #expect(dashboard.copies == ["output 150"])
        dashboard.press(.control("s"))
        #expect(dashboard.model.prompt?.text.hasPrefix("job_\(id)-") == true)
        dashboard.press(.escape, .character("w"))
        #expect(dashboard.model.logs.wrap)
    }

    @Test func `in other tabs the log keys change nothing and say so`() {
        for key in ["t", "w", "f", "C", "-", "&", "J", "|"].map(Character.init).map(Key.character) {
            var dashboard = Dashboard()
            dashboard.log(["one", "two"])
            dashboard.press(.character("0"), .character("]"))
            let before = dashboard.model.logs
            dashboard.press(key)
            #expect(dashboard.model.logs == before && dashboard.model.prompt == nil, "\(key)")
            #expect(dashboard.notice.contains("stats is shown"), "\(key)")
        }
    }

    @Test func `two runs of suites of one app are told apart`() {
        var snapshot = ExampleStack.snapshot
        snapshot.jobs[0].kind = .test
        snapshot.jobs[0].names = ["api"]
        snapshot.jobs[0].suite = "unit"
        let dashboard = Dashboard(snapshot: snapshot)
        #expect(dashboard.text.contains("test api unit"))
    }

    @Test func `Enter on another row leaves a merged log whose marks are gone`() {
        var dashboard = Dashboard()
        dashboard.press(.character(" "), .character(" "), .character("m"), .escape)
        dashboard.press(.character("1"), .character("g"), .down, .down, .enter)
        #expect(!dashboard.model.logs.isMerged)
        #expect(dashboard.model.logs.source == dashboard.model.shownContainer?.name)
    }

    @Test func `the steps of an old job are asked for when they are to be seen`() {
        var snapshot = ExampleStack.snapshot
        let whole = snapshot.jobs[2]
        snapshot.jobs[2].steps = []
        snapshot.jobs[2].tail = []
        var dashboard = Dashboard(snapshot: snapshot)
        #expect(dashboard.model.queries.isEmpty)
        dashboard.press(.character("5"), .down, .down)
        #expect(dashboard.model.queries == [.job(5)])
        var job = whole
        job.steps = [Job.Step(title: "the step of long ago", state: .succeeded)]
        dashboard.send(.answered(.job(5), .job(job)))
        #expect(dashboard.text.contains("the step of long ago"))
    }

    @Test
    func
        `going away from a row and back at once opens its log anew, and what comes late for the first opening is not shown`()
    {
        var dashboard = Dashboard()
        dashboard.log(["of the first opening"])
        let before = dashboard.model.subscriptions
        let opening = dashboard.model.logs.opening
        dashboard.press(.down, .up)
        #expect(dashboard.model.subscriptions != before)
        let late = LogLine(source: "admin", time: ExampleStack.now, stream: .out, text: "too late")
        dashboard.send(.log("admin", LogBatch(lines: [late]), opening: opening))
        #expect(!dashboard.text.contains("too late"))
        dashboard.send(.log("admin", LogBatch(lines: [late]), opening: dashboard.model.logs.opening))
        #expect(dashboard.text.contains("too late"))
    }
}
