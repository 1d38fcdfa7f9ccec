import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardPaletteTests {
    private func run(_ line: String) -> Dashboard {
        var dashboard = Dashboard()
        dashboard.press(.character(":"))
        dashboard.type(line)
        dashboard.press(.enter)
        return dashboard
    }

    @Test func `a colon lists commands, and letters narrow them down`() {
        var dashboard = Dashboard()
        dashboard.press(.character(":"))
        #expect(dashboard.text.contains("restart [NAME...]"))
        #expect(dashboard.text.contains("1 of \(PaletteCommand.all.count)"))
        dashboard.type("rst")
        #expect(dashboard.text.contains("restart [NAME...]"))
        #expect(!dashboard.text.contains("zoom  "))
        dashboard.type("zzz")
        #expect(dashboard.text.contains("No command fits."))
        dashboard.press(.escape)
        #expect(!dashboard.text.contains("No command fits."))
    }

    @Test func `a command works on the names that follow it`() {
        #expect(run("restart billing").requests == [JobRequest(.restart(.services(["billing"])), queue: true)])
        #expect(run("sync common").requests == [JobRequest(.sync(["common"]), queue: true)])
        #expect(run("up").requests == [JobRequest(.up(), queue: true)])
        #expect(run("cancel 7").effects.first == .cancel(job: 7))
        #expect(run("bundles activate back").effects == [.changeBundles([.init(names: ["back"], active: true)])])
    }

    @Test func `without names it works on the selected row`() {
        #expect(run("restart").requests.map(\.names) == [["admin"]])
    }

    @Test(arguments: [
        ("restart nobody", "nobody"), ("up now", "takes nothing"), ("cancel x", "not the number"),
        ("bundles activate", "Name the bundles"), ("qqqq", "no command"), ("cancel 99", "no job 99"),
    ])
    func `what cannot be done is explained`(_ line: String, _ words: String) {
        let dashboard = run(line)
        #expect(dashboard.notice.contains(words), "\(dashboard.notice)")
        #expect(dashboard.requests.isEmpty)
    }

    @Test func `what destroys asks here too`() {
        let dashboard = run("down")
        #expect(dashboard.requests.isEmpty)
        #expect(dashboard.text.contains("Take the stack down?"))
    }

    @Test func `arrows choose, Tab completes names, and the history comes back`() {
        var dashboard = Dashboard()
        dashboard.press(.character(":"), .down, .enter)
        #expect(dashboard.text.contains("Rebuild admin?"))
        dashboard.press(.escape, .character(":"))
        dashboard.type("resta")
        dashboard.press(.tab)
        dashboard.type("bil")
        dashboard.press(.tab, .enter)
        #expect(dashboard.requests.map(\.names) == [["billing"]])
        dashboard.press(.character(":"), .up)
        #expect(dashboard.model.prompt?.text == "restart billing")
        dashboard.press(.up)
        #expect(dashboard.model.prompt?.text == "rebuild")
    }

    @Test func `names are there to choose from, and Tab goes through those that fit`() {
        var dashboard = Dashboard()
        dashboard.type(":restart ")
        #expect(dashboard.text.contains("7 names, Tab"))
        #expect(dashboard.text.contains("  postgres"))
        dashboard.type("a")
        dashboard.press(.tab)
        #expect(dashboard.model.prompt?.text == "restart admin ")
        #expect(dashboard.row(with: "> admin").contains("> admin"))
        dashboard.press(.tab)
        #expect(dashboard.model.prompt?.text == "restart api ")
        dashboard.press(.tab)
        #expect(dashboard.model.prompt?.text == "restart admin ")
        dashboard.press(.backTab, .tab)
        dashboard.type("p")
        dashboard.press(.tab, .enter)
        #expect(dashboard.text.contains("Restart 2?"))
        #expect(dashboard.text.contains("admin  postgres"))
    }

    @Test func `letters in order find a name, and jobs have their numbers`() {
        var dashboard = Dashboard()
        dashboard.type(":restart pgr")
        dashboard.press(.tab)
        #expect(dashboard.model.prompt?.text == "restart postgres ")
        dashboard.press(.escape)
        dashboard.type(":cancel ")
        dashboard.press(.tab)
        #expect(dashboard.model.prompt?.text == "cancel \(dashboard.model.runningJobs[0].id) ")
    }

    @Test func `a mistyped line comes back with Up, unless it may hold a secret`() {
        var dashboard = Dashboard()
        dashboard.type(":qqqq")
        dashboard.press(.enter)
        dashboard.type(":qqqq TOKEN=x")
        dashboard.press(.enter, .character(":"), .up)
        #expect(dashboard.model.prompt?.text == "qqqq")
    }

    @Test func `every key's action on the stack has a command`() {
        let names = PaletteCommand.all.map(\.name)
        #expect(Set(names).count == names.count)
        for name in [
            "restart", "rebuild", "stop", "start", "up", "down", "sync", "cancel", "bundles", "save", "filter",
        ] {
            #expect(names.contains(name))
        }
    }

    @Test func `letters fit in order only, words' beginnings first`() {
        #expect(Fuzzy.score("tsr", in: "restart") == nil)
        #expect(Fuzzy.ranked(["timestamps", "stop all", "sa"], by: "sa") { $0 }.first == "sa")
        #expect(Fuzzy.ranked(["messages", "stop all"], by: "sa") { $0 } == ["stop all", "messages"])
    }
}
