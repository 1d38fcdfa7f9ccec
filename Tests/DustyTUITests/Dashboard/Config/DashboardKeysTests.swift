import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardKeysTests {
    @Test func `r restarts the selected app`() {
        var dashboard = Dashboard()
        dashboard.press(.down, .down, .character("r"))
        #expect(dashboard.requests == [JobRequest(.restart(.services(["billing"])), queue: true)])
    }

    @Test func `R asks first, and only y goes on`() {
        var dashboard = Dashboard()
        dashboard.press(.character("R"))
        #expect(dashboard.requests.isEmpty)
        #expect(dashboard.text.contains("Rebuild admin?"))
        dashboard.press(.character("R"), .character("R"))
        #expect(dashboard.requests.isEmpty)
        #expect(dashboard.text.contains("Rebuild admin?"))
        dashboard.press(.character("y"))
        #expect(dashboard.requests == [JobRequest(.rebuild(["admin"]), queue: true)])
        #expect(!dashboard.text.contains("Rebuild admin?"))
    }

    @Test(arguments: [Key.escape, .character("n"), .character("q")])
    func `no means no`(_ key: Key) {
        var dashboard = Dashboard()
        dashboard.press(.character("s"))
        #expect(dashboard.text.contains("Stop admin?"))
        dashboard.press(key)
        #expect(dashboard.effects.isEmpty)
        #expect(!dashboard.text.contains("Stop admin?"))
    }

    @Test func `s starts what is stopped, without a question`() {
        var dashboard = Dashboard()
        dashboard.press(.down, .down, .character("s"))
        #expect(dashboard.requests.map(\.names) == [["billing"]])
        #expect(dashboard.row(with: "Enter logs").contains("s start"))
    }

    @Test func `S syncs the repos of the app, or the repo`() {
        var dashboard = Dashboard()
        dashboard.press(.down, .character("S"))
        #expect(dashboard.requests.map(\.names) == [["github.com/shop/api", "github.com/shop/common"]])
        dashboard.press(.character("3"), .down, .character("S"))
        #expect(dashboard.requests.map(\.names) == [["github.com/shop/common"]])
    }

    @Test func `a key that cannot act says why`() {
        var dashboard = Dashboard()
        dashboard.press(.character("4"), .character("r"))
        #expect(dashboard.notice.contains("select one in pane 1 or 2"))
        dashboard.press(.character("2"), .character("S"))
        #expect(dashboard.notice == "postgres mounts no repo, so there is nothing to sync.")
        dashboard.press(.character("5"), .end, .character("x"))
        #expect(dashboard.notice == "Job 5 has ended already.")
        dashboard.press(.function(9))
        #expect(dashboard.notice == "F9 does nothing here. ? shows the keys.")
        #expect(dashboard.requests.isEmpty)
    }

    @Test func `nothing is asked of a daemon that is gone`() {
        var dashboard = Dashboard()
        let failure = DustyError(.unavailable, "No answer.")
        dashboard.send(.lost(failure, retryAt: ExampleStack.now))
        dashboard.press(.character("r"), .character("R"), .character("u"), .character("S"), .character("b"))
        #expect(dashboard.requests.isEmpty)
        #expect(dashboard.model.overlay == nil)
        #expect(dashboard.notice.contains("does not answer"))
    }

    @Test func `x cancels a job that runs`() {
        var dashboard = Dashboard()
        dashboard.press(.character("5"), .character("x"))
        #expect(dashboard.effects.first == .cancel(job: 7))
    }

    @Test func `the bundle picker asks for the difference only`() {
        var dashboard = Dashboard()
        dashboard.press(.character("b"), .character(" "), .down, .character(" "), .enter)
        #expect(dashboard.text.contains("Deactivate search?"))
        dashboard.press(.character("y"))
        #expect(
            dashboard.effects == [
                .changeBundles([.init(names: ["back"], active: true), .init(names: ["search"], active: false)])
            ]
        )
        dashboard.press(.character("b"), .enter)
        #expect(dashboard.notice == "The bundles stay as they are.")
    }

    @Test func `q and Ctrl-C leave`() {
        var dashboard = Dashboard()
        dashboard.press(.character("q"))
        #expect(dashboard.effects == [.quit])
        dashboard.press(.character("?"), .control("c"))
        #expect(dashboard.effects == [.quit])
    }

    @Test func `pasted text presses no keys`() {
        var dashboard = Dashboard()
        dashboard.press(.paste("qRsu"))
        #expect(dashboard.effects.isEmpty)
        dashboard.press(.character("/"), .paste("web\u{1B}[2J\n"))
        #expect(dashboard.model.prompt?.text == "web")
    }

    @Test func `every pane can be reached, by number and by Tab`() {
        var dashboard = Dashboard()
        for pane in Pane.allCases {
            dashboard.type(String(pane.rawValue))
            #expect(dashboard.model.focus == pane)
        }
        var seen: Set<Pane> = []
        for _ in Pane.allCases {
            dashboard.press(.tab)
            seen.insert(dashboard.model.focus)
        }
        #expect(seen == Set(Pane.allCases))
        let before = dashboard.model.focus
        dashboard.press(.tab, .backTab)
        #expect(dashboard.model.focus == before)
    }

    @Test func `Esc goes back one level at a time`() {
        var dashboard = Dashboard()
        dashboard.press(.enter)
        #expect(dashboard.model.focus == .logs)
        dashboard.press(.character("z"), .escape)
        #expect(!dashboard.model.division.isZoomed)
        dashboard.press(.escape)
        #expect(dashboard.model.focus == .apps)
        dashboard.press(.escape)
        #expect(dashboard.notice.contains("q quits"))
    }

    @Test func `help begins with what works here, and says why what does not`() {
        var dashboard = Dashboard()
        dashboard.press(.character("5"), .character("?"))
        let lines = dashboard.text.split(separator: "\n").map(String.init)
        #expect(lines.dropFirst(2).first?.contains("In Jobs") == true)
        dashboard.press(.escape, .character("3"), .character("?"))
        #expect(dashboard.text.contains("In Sync"))
        let shell = HelpView.lines(of: dashboard.model).first { $0.text.contains("A shell in its container") }
        #expect(shell?.text.contains("(not now: nothing that runs is selected)") == true)
        #expect(shell?.role == .dim)
    }

    @Test func `help can be searched`() {
        var dashboard = Dashboard()
        dashboard.press(.character("?"), .character("/"))
        dashboard.type("shell")
        #expect(dashboard.text.contains("Keys /shell_"))
        #expect(dashboard.text.contains("A shell in its container"))
        #expect(!dashboard.text.contains("Next row"))
        dashboard.press(.enter, .escape)
        #expect(dashboard.model.overlay == nil)
        dashboard.press(.character("?"), .character("/"))
        dashboard.type("zzz")
        #expect(dashboard.text.contains("No key does anything of that name."))
        dashboard.press(.escape)
        #expect(dashboard.text.contains("Next row"))
    }

    @Test func `help names every key, and every key in it does something`() {
        let help = HelpView.lines(of: Dashboard(width: 400).model).map(\.text).joined(separator: "\n")
        for row in DashboardCommand.all where row.place != nil {
            #expect(help.contains(row.help) == !row.keys.isEmpty)
            for key in row.keys { #expect(help.contains(key.name)) }
        }
        for binding in KeyMap.standard.bindings where binding.context != .pager {
            for key in binding.keys {
                var dashboard = Self.prepared(for: binding.context)
                if binding.command == .pane(dashboard.model.focus) { continue }
                let before = dashboard.model
                dashboard.press(key)
                #expect(dashboard.model != before || !dashboard.effects.isEmpty, "\(binding.context): \(key.name)")
            }
        }
    }

    /// A dashboard where a context's keys have something to do.
    private static func prepared(for context: KeyMap.Context) -> Dashboard {
        var dashboard = Dashboard(height: 20)
        dashboard.press(.down, .down)
        dashboard.log((0..<200).map { "line \($0)" })
        switch context {
        case .logs: dashboard.press(.enter, .control("b"), .control("b"), .character("l"))
        case .jobs: dashboard.press(.character("5"))
        case .picker: dashboard.press(.character("b"), .down)
        case .question:
            dashboard.press(.up, .up, .character("s"))
        case .anywhere: dashboard.press(.character("/"), .character("b"), .enter)
        default: break
        }
        return dashboard
    }

    @Test func `no key has two meanings in one place`() {
        for context in KeyMap.Context.allCases {
            let keys = KeyMap.standard.bindings.filter { $0.context == context }.flatMap(\.keys)
            #expect(Set(keys).count == keys.count, "\(context)")
        }
    }
}
