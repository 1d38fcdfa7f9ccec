import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

/// What must not happen by a key that is held, pressed twice or pasted.
struct DashboardSafetyTests {
    /// A dashboard in which nothing is at work on admin.
    private func dashboard(working job: Job? = nil, width: Int = 120, height: Int = 40) -> Dashboard {
        var snapshot = ExampleStack.snapshot
        snapshot.jobs = job.map { [$0] } ?? []
        return Dashboard(width: width, height: height, snapshot: snapshot)
    }

    private var restart: Job {
        Job(
            id: 55,
            kind: .restart,
            names: ["admin"],
            state: .running,
            user: "dev",
            createdAt: ExampleStack.ago(5),
            startedAt: ExampleStack.ago(4)
        )
    }

    @Test func `a second press on a row that is busy asks for a third`() {
        var dashboard = dashboard(working: restart)
        dashboard.press(.character("r"))
        #expect(dashboard.requests.isEmpty)
        #expect(
            dashboard.notice
                == "admin is already restarting (job 55, 0:04). r again within 3 s queues one more, x cancels."
        )
        dashboard.press(.character("r"))
        #expect(dashboard.requests.map(\.names) == [["admin"]])
        // Of a key that is held no more than every second counts, and only while the daemon answers.
        dashboard.press(.character("r"), .character("r"), .character("r"))
        #expect(dashboard.requests.isEmpty)
        #expect(dashboard.notice == "restart admin was asked for 0s ago, and the daemon has not answered.")
    }

    @Test func `what was pressed long ago counts no more`() {
        var dashboard = dashboard(working: restart)
        dashboard.press(.character("r"))
        dashboard.wait(4)
        dashboard.press(.character("r"))
        #expect(dashboard.requests.isEmpty)
        dashboard.press(.down, .character("r"))
        #expect(dashboard.requests.map(\.names) == [["api"]])
    }

    @Test func `x cancels what works on the row`() {
        var dashboard = dashboard(working: restart)
        dashboard.press(.character("x"))
        #expect(dashboard.effects.first == .cancel(job: 55))
        dashboard.press(.down, .character("x"))
        #expect(dashboard.notice == "No job works on it, so there is nothing to cancel.")
    }

    @Test func `a request that the daemon has not answered is not made twice`() {
        var dashboard = dashboard()
        dashboard.press(.character("r"))
        #expect(dashboard.requests.count == 1)
        dashboard.press(.character("r"), .character("r"))
        #expect(dashboard.requests.isEmpty)
        dashboard.send(.refused("restart admin", DustyError(.busy, "no")))
        dashboard.press(.character("r"))
        #expect(dashboard.requests.count == 1)
    }

    @Test func `Enter is no at every question, and the question says so`() {
        var dashboard = dashboard()
        dashboard.press(.character("s"))
        #expect(dashboard.text.contains("y yes   [n] no (Enter)"))
        dashboard.press(.enter)
        #expect(dashboard.model.overlay == nil)
        #expect(dashboard.requests.isEmpty)
        dashboard.press(.character("s"), .character("y"))
        #expect(dashboard.requests == [JobRequest(.stop(["admin"]), queue: true)])
    }

    @Test func `what lies over the panes has the keys and looks it`() {
        for (key, width) in [("?", 200), ("D", 120), ("d", 120), ("W", 120), ("b", 200)] {
            var dashboard = Dashboard(width: width, height: 40)
            dashboard.press(.character(Character(key)))
            let frame = dashboard.frame
            #expect(!frame.text.contains("\u{2501}"), "\(key)")
            var titles: [String] = []
            for y in 0..<frame.size.height {
                let title = frame.row(y).filter { $0.style.role == .activeTitle }.map(\.glyph.text).joined()
                if !title.isEmpty { titles.append(title) }
            }
            #expect(titles.count == 1, "\(key): \(titles)")
        }
    }

    @Test func `a question about many names them all, in a list that scrolls`() {
        var snapshot = ExampleStack.snapshot
        snapshot.jobs = []
        snapshot.apps = (1...62).map { ContainerStatus(name: "service-\($0)", state: .up) }
        var dashboard = Dashboard(width: 80, height: 24, snapshot: snapshot)
        dashboard.press(.character("a"), .character("r"))
        #expect(dashboard.text.contains("Restart 62?"))
        #expect(dashboard.text.contains("service-1 ") && !dashboard.text.contains("service-62"))
        var seen = dashboard.text
        for _ in 0..<20 {
            dashboard.press(.character("j"))
            seen += dashboard.text
        }
        for number in 1...62 { #expect(seen.contains("service-\(number)")) }
        dashboard.press(.character("y"))
        #expect(dashboard.requests.map(\.names.count) == [62])
    }

    @Test func `the title says how many are marked also while one looks for something`() {
        var dashboard = dashboard()
        dashboard.press(.character(" "), .character(" "), .character("/"))
        dashboard.type("sea")
        dashboard.press(.enter)
        #expect(dashboard.row(with: "1 Apps").contains("2 marked"))
        #expect(dashboard.row(with: "1 Apps").contains("/sea 1 of 1"))
    }

    @Test func `pasted lines stay lines in a value`() {
        var dashboard = dashboard()
        dashboard.model.prompt = Prompt(purpose: .newVariable("admin"))
        dashboard.press(.paste("PEM=-----BEGIN\rMIIB\rline3=x"), .enter)
        let variable = EnvVariable(name: "PEM", value: "-----BEGIN\nMIIB\nline3=x")
        #expect(dashboard.effects == [.changeEnv(EnvRequest(name: "admin", set: [variable]))])
    }

    @Test func `elsewhere the first of several pasted lines is taken, and that is said`() {
        var dashboard = dashboard()
        dashboard.press(.character("/"), .paste("bil\nling"))
        #expect(dashboard.model.prompt?.text == "bil")
        #expect(dashboard.text.contains("only the first of 2 pasted lines is taken"))
    }

    @Test func `a prompt has a cursor`() {
        var dashboard = dashboard()
        dashboard.press(.character(":"))
        dashboard.type("restart api")
        dashboard.press(.home, .delete, .character("R"), .end, .character("!"), .left, .left, .control("k"))
        #expect(dashboard.model.prompt?.text == "Restart ap")
        dashboard.press(.control("w"))
        #expect(dashboard.model.prompt?.text == "Restart ")
        dashboard.press(.control("a"), .character("x"), .control("e"), .character("y"), .control("u"))
        #expect(dashboard.model.prompt?.text == "")
    }

    @Test func `a prompt remembers what was typed for the same purpose`() {
        var dashboard = dashboard()
        for text in ["bil", "web"] {
            dashboard.press(.character("/"))
            dashboard.type(text)
            dashboard.press(.enter)
        }
        dashboard.press(.character("/"), .up)
        #expect(dashboard.model.prompt?.text == "web")
        dashboard.press(.up, .up)
        #expect(dashboard.model.prompt?.text == "bil")
        #expect(dashboard.model.selectedContainer?.name == "billing")
        dashboard.press(.down, .down)
        #expect(dashboard.model.prompt?.text == "")
    }

    @Test func `of a value longer than the row the part around the cursor is seen`() {
        var dashboard = dashboard(width: 60, height: 24)
        let value = (1...40).map { "part\($0)" }.joined(separator: ",")
        dashboard.model.prompt = Prompt(purpose: .variable("admin", "LIST"), text: value)
        #expect(dashboard.row(with: "LIST=").contains("part40_"))
        dashboard.press(.home)
        #expect(dashboard.row(with: "LIST=").contains("LIST=part1,part2"))
    }

    @Test func `nothing is said to be copied before it is`() {
        var dashboard = dashboard()
        dashboard.press(.character("y"))
        #expect(dashboard.effects == [.copy("admin", "admin")])
        #expect(dashboard.notice.isEmpty)
    }
}
