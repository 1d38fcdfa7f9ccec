import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardTabsTests {
    static let definition = DefinitionInfo(
        name: "api",
        file: "apps/api.yml",
        spec: "repo: github.com/shop/api\nimage: shop/api:2.8.1\n",
        compiled: "api:\n  image: shop/api:2.8.1\n",
        environment: [
            .init(name: "API_TOKEN", value: "hunter2", overridden: true),
            .init(name: "MODE", value: "dev", overridden: false),
        ]
    )

    /// A dashboard with api selected and its definition there, in a tab.
    private func on(_ tab: DetailTab) -> Dashboard {
        var dashboard = Dashboard()
        dashboard.press(.down, .character("0"))
        while dashboard.model.tab != tab { dashboard.press(.character("]")) }
        dashboard.send(.answered(.definition("api"), .definition(Self.definition)))
        return dashboard
    }

    @Test func `[ and ] go through the tabs and come round`() {
        var dashboard = Dashboard()
        var seen: [DetailTab] = []
        for _ in DetailTab.allCases {
            seen.append(dashboard.model.tab)
            dashboard.press(.character("]"))
        }
        #expect(seen == DetailTab.allCases)
        #expect(dashboard.model.tab == .log)
        dashboard.press(.character("["))
        #expect(dashboard.text.contains("processes [inspect]"))
    }

    @Test(arguments: [false, true])
    func `each word of the tab strip is in one style`(isActive: Bool) throws {
        var dashboard = on(.env)
        if !isActive { dashboard.press(.character("1")) }
        let frame = dashboard.frame
        func text(_ cells: ArraySlice<Frame.Cell>) -> String { cells.map(\.glyph.text).joined() }
        let title = try #require((0..<frame.size.height).map { frame.row($0) }.first { text($0).contains("[env]") })
        let words = title.split { $0.glyph == .space }
        #expect(words.count > DetailTab.allCases.count)
        for word in words where text(word).contains(where: \.isLetter) {
            #expect(Set(word.map(\.style)).count == 1, "\(text(word))")
        }
        let other = try #require(words.first { text($0) == "ports" }?.first)
        #expect(other.style.role == (isActive ? .title : .dim))
    }

    @Test func `the daemon is asked only while the answer is to be seen, and again after a change`() {
        var dashboard = Dashboard()
        #expect(dashboard.model.queries.isEmpty)
        dashboard.press(.down)
        dashboard.model.show(tab: .env)
        #expect(dashboard.model.queries == [.definition("api")])
        let before = dashboard.model.subscriptions
        dashboard.send(.changed("MODE is set"))
        #expect(dashboard.model.subscriptions != before)
        dashboard.press(.down)
        #expect(dashboard.model.queries == [.definition("billing")])
        dashboard.model.show(tab: .log)
        #expect(dashboard.model.queries.isEmpty)
    }

    @Test func `a secret is hidden until Enter, and only its own`() {
        var dashboard = on(.env)
        #expect(dashboard.row(with: "API_TOKEN").contains("********"))
        #expect(!dashboard.text.contains("hunter2"))
        #expect(dashboard.row(with: "MODE").contains("dev"))
        dashboard.press(.enter)
        #expect(dashboard.row(with: "API_TOKEN").contains("hunter2"))
        #expect(dashboard.model.prompt == nil)
        dashboard.press(.character("1"), .down, .up, .character("0"))
        #expect(!dashboard.text.contains("hunter2"))
    }

    @Test func `what the daemon calls a secret is hidden, whatever its name and value`() {
        var dashboard = on(.env)
        var definition = Self.definition
        definition.environment[1] = .init(name: "OPTS", value: "-p hunter3", overridden: false, isSecret: true)
        dashboard.send(.answered(.definition("api"), .definition(definition)))
        #expect(dashboard.row(with: "OPTS").contains("********"))
        #expect(!dashboard.text.contains("hunter3"))
        dashboard.press(.down, .enter)
        #expect(dashboard.row(with: "OPTS").contains("hunter3"))
    }

    @Test func `what is copied of env is not said`() {
        var dashboard = on(.env)
        dashboard.press(.character("y"))
        #expect(dashboard.copies == ["API_TOKEN=hunter2"])
        #expect(dashboard.effects == [.copy("API_TOKEN=hunter2", "API_TOKEN with its value")])
        dashboard.press(.enter, .character("Y"))
        #expect(dashboard.effects.contains { if case .copy(_, "2 lines") = $0 { true } else { false } })
        #expect(!dashboard.model.notices.contains { $0.text.contains("hunter2") })
    }

    @Test func `a value that a line cannot hold is not edited in one`() {
        var dashboard = on(.env)
        var definition = Self.definition
        definition.environment[1].value = "first\nsecond\tthird"
        dashboard.send(.answered(.definition("api"), .definition(definition)))
        #expect(dashboard.row(with: "MODE").contains("first second"))
        dashboard.press(.down, .enter)
        #expect(dashboard.model.prompt == nil)
        #expect(dashboard.notice.hasPrefix("MODE has a value that no line can hold"))
        dashboard.press(.character("y"))
        #expect(dashboard.copies == ["MODE=first\nsecond\tthird"])
    }

    @Test func `Enter edits a variable, and what is typed is set`() {
        var dashboard = on(.env)
        dashboard.press(.down, .enter)
        #expect(dashboard.text.contains("MODE=dev_"))
        dashboard.press(.control("u"))
        dashboard.type("two words")
        dashboard.press(.enter)
        let request = EnvRequest(name: "api", set: [EnvVariable(name: "MODE", value: "two words")])
        #expect(dashboard.effects == [.changeEnv(request)])
    }

    @Test func `a adds a variable; without a sign nothing is set`() {
        var dashboard = on(.env)
        dashboard.press(.character("a"))
        dashboard.type("LEVEL")
        dashboard.press(.enter)
        #expect(dashboard.notice.contains("NAME=value"))
        dashboard.press(.character("a"))
        dashboard.type("LEVEL=a=b")
        dashboard.press(.enter)
        let request = EnvRequest(name: "api", set: [EnvVariable(name: "LEVEL", value: "a=b")])
        #expect(dashboard.effects == [.changeEnv(request)])
    }

    @Test func `x unsets what was set here and leaves what the spec says`() {
        var dashboard = on(.env)
        dashboard.press(.character("x"))
        #expect(dashboard.effects == [.changeEnv(EnvRequest(name: "api", unset: ["API_TOKEN"]))])
        dashboard.press(.down, .character("x"))
        #expect(dashboard.notice.contains("comes from the spec"))
        #expect(!dashboard.effects.contains { if case .changeEnv = $0 { true } else { false } })
    }

    @Test func `the spec and what it is compiled to can be read to the end`() {
        var dashboard = on(.spec)
        #expect(dashboard.text.contains("apps/api.yml"))
        #expect(dashboard.text.contains("compiled for Compose"))
        dashboard.send(.terminal(.resized(Size(width: 80, height: 24))))
        var long = Self.definition
        long.spec = (1...100).map { "line: \($0)\n" }.joined()
        dashboard.send(.answered(.definition("api"), .definition(long)))
        dashboard.press(.character("G"))
        #expect(dashboard.text.contains("image: shop/api:2.8.1"))
        dashboard.press(.character("g"))
        #expect(dashboard.text.contains("apps/api.yml"))
    }

    @Test func `F18 a spec with line ends of Windows is shown line by line`() throws {
        var dashboard = on(.spec)
        var windows = Self.definition
        windows.spec = windows.spec.replacing("\n", with: "\r\n")
        try dashboard.send(.answered(.definition("api"), .definition(entered(windows))))
        #expect(DetailLines.lines(of: dashboard.model).map(\.0).contains("image: shop/api:2.8.1"))
        #expect(dashboard.text.contains("repo: github.com/shop/api"))
    }

    @Test func `what the daemon cannot say is said so`() {
        var dashboard = on(.spec)
        dashboard.send(.answered(.definition("api"), .refused(DustyError(.specs, "The specs have one problem."))))
        #expect(dashboard.text.contains("The specs have one problem."))
    }

    @Test func `repos show branch, distance and changes`() {
        var dashboard = on(.repos)
        let repo = RepoStatus(
            name: "github.com/shop/api",
            shortName: "api",
            path: "/home/dev/api",
            overridden: true,
            present: true,
            usedBy: ["api"],
            branch: "fix/slow",
            ahead: 2,
            behind: 1,
            changed: 3
        )
        #expect(dashboard.model.queries == [.repos])
        dashboard.send(.answered(.repos, .repos([repo])))
        #expect(dashboard.text.contains("fix/slow +2 -1 3 changed"))
        #expect(dashboard.text.contains("/home/dev/api  (override)"))
    }

    @Test func `events show what happened meanwhile, and the daemon's jobs`() {
        var dashboard = on(.events)
        #expect(dashboard.text.contains("job 7 restart api, asked for by dev"))
        var snapshot = ExampleStack.snapshot
        snapshot.time = Timestamp(milliseconds: ExampleStack.now.milliseconds + 5000)
        snapshot.apps[1].state = .exited(2)
        snapshot.apps[1].message = "bad config"
        dashboard.send(.snapshot(snapshot))
        #expect(dashboard.text.contains("14:02:16 restarting to exited 2: bad config (job 7)"))
        #expect(dashboard.model.events(of: "redis").allSatisfy { !$0.text.contains("exited 2") })
    }

    @Test func `graphs grow by a figure a second, the newest at the right`() {
        var dashboard = on(.stats)
        for second in 1...30 {
            var snapshot = ExampleStack.snapshot
            snapshot.apps[1].cpuPercent = Double(second)
            dashboard.model.now = Timestamp(milliseconds: ExampleStack.now.milliseconds + Int64(second) * 1000)
            dashboard.send(.snapshot(snapshot))
        }
        #expect(dashboard.model.stats["api"].cpu.count == 31)
        #expect(dashboard.text.contains("of one core, at most 30.0%"))
        let bars = dashboard.text.split(separator: "\n").filter { $0.contains("\u{2588}") }
        #expect(!bars.isEmpty)
        #expect(bars.allSatisfy { $0.hasSuffix("\u{2588}") || $0.hasSuffix("\u{2584}") || !$0.hasSuffix(" ") })
    }

    @Test func `figures are kept for some minutes only`() {
        var history = StatsHistory()
        for second in 0..<(StatsHistory.kept + 50) {
            let now = Timestamp(milliseconds: ExampleStack.now.milliseconds + Int64(second) * 1000)
            history.add(ExampleStack.snapshot, at: now)
            history.add(ExampleStack.snapshot, at: now)
        }
        #expect(history["api"].cpu.count == StatsHistory.kept)
        #expect(history.machine.memory.count == StatsHistory.kept)
    }

    @Test func `i shows the facts, and on a wide screen hides them`() {
        var dashboard = Dashboard()
        dashboard.press(.character("i"))
        #expect(dashboard.model.tab == .ports)
        #expect(dashboard.text.contains("http://admin.shop.local/"))
        dashboard.press(.character("i"))
        #expect(dashboard.model.tab == .log)
        var wide = Dashboard(width: 200, height: 60)
        #expect(wide.text.contains("i hides"))
        wide.press(.character("i"))
        #expect(!wide.text.contains("i hides"))
    }

    @Test func `a tab's text can be copied`() {
        var dashboard = on(.env)
        dashboard.press(.down, .character("y"))
        #expect(dashboard.copies == ["MODE=dev"])
        dashboard = on(.spec)
        dashboard.press(.character("Y"))
        guard case .copy(let text, _)? = dashboard.effects.first else {
            Issue.record("nothing was copied")
            return
        }
        #expect(text.hasPrefix("apps/api.yml\nrepo:"))
    }

    @Test func `text of a definition is made safe`() throws {
        var dashboard = on(.spec)
        var hostile = Self.definition
        hostile.spec = "a: \u{1B}[2Jb\u{7}\n"
        try dashboard.send(.answered(.definition("api"), .definition(entered(hostile))))
        #expect(dashboard.text.contains("a: b"))
        #expect(!dashboard.text.contains("\u{1B}"))
    }
}
