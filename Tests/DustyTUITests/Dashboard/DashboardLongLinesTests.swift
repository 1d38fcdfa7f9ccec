import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

/// What is longer than the pane can be read to its end in every tab.
struct DashboardLongLinesTests {
    private static let words = (1...60).map { "word\($0)" }

    /// A dashboard in a tab of admin with its answers there, and what is long in them.
    private func on(_ tab: DetailTab, _ size: (Int, Int)) -> Dashboard {
        var dashboard = Dashboard(width: size.0, height: size.1)
        dashboard.press(.character("0"))
        dashboard.model.show(tab: tab)
        let long = Self.words.joined(separator: " ")
        let environment: [DefinitionInfo.Variable] = [
            .init(name: "FIRST", value: "1", overridden: false),
            .init(name: "LONG_" + String(repeating: "N", count: 40), value: long, overridden: false),
            .init(name: "LAST", value: String(repeating: "x", count: 300) + " end", overridden: false),
        ]
        let definition = DefinitionInfo(
            name: "admin",
            file: "apps/admin.yml",
            spec: "image: shop/admin\nlabels:\n    text: \(long)\n",
            compiled: "admin: {}\n",
            environment: environment
        )
        dashboard.send(.answered(.definition("admin"), .definition(definition)))
        let json = "{\n  \"Args\": \"\(long)\"\n}"
        dashboard.send(.answered(.inspection("admin"), .inspection(ContainerInspection(json: json))))
        let list = ContainerProcesses(columns: ["PID", "COMMAND"], rows: [["1", "python \(long)"]], omitted: 0)
        dashboard.send(.answered(.processes("admin"), .processes(list)))
        return dashboard
    }

    @Test(arguments: [DetailTab.spec, .inspect, .processes], DashboardStatesTests.sizes.filter { $0.0 >= 80 })
    func `a long line goes on below`(tab: DetailTab, size: (Int, Int)) {
        let dashboard = on(tab, size)
        for word in Self.words { #expect(dashboard.text.contains(word), "\(word)") }
    }

    @Test(arguments: DashboardStatesTests.sizes.filter { $0.0 >= 80 })
    func `the selected variable is there with all of its name and value`(_ size: (Int, Int)) {
        var dashboard = on(.env, size)
        #expect(!dashboard.text.contains("word60"))
        dashboard.press(.down)
        let text = dashboard.text
        for word in Self.words { #expect(text.contains(word), "\(word)") }
        dashboard.press(.down)
        #expect(dashboard.text.contains("end") && !dashboard.text.contains("word60"))
        let shown = dashboard.text.count { $0 == "x" }
        #expect(shown >= 300)
    }

    @Test func `a long variable at the end of a short pane is scrolled to`() {
        var dashboard = on(.env, (80, 12))
        dashboard.press(.character("G"))
        #expect(dashboard.text.contains("end"))
        dashboard.press(.character("g"))
        #expect(dashboard.row(with: "FIRST").contains("1"))
    }

    @Test func `what is found in env is selected, and a line that goes on is copied whole`() {
        var dashboard = on(.env, (80, 24))
        dashboard.press(.character("/"))
        dashboard.type("xxx")
        dashboard.press(.enter)
        #expect(dashboard.model.selectedVariable?.name == "LAST")
        dashboard = on(.spec, (80, 24))
        dashboard.press(.character("/"))
        dashboard.type("word60")
        dashboard.press(.enter, .character("y"))
        #expect(dashboard.copies == ["    text: \(Self.words.joined(separator: " "))"])
    }

    @Test func `the end of a tab of long lines can be scrolled to, and no further`() {
        var dashboard = on(.inspect, (40, 10))
        dashboard.press(.character("G"))
        #expect(dashboard.text.contains("word60"))
        let last = dashboard.text
        dashboard.press(.down, .down, .character("w"))
        #expect(dashboard.row(with: "word60").isEmpty == false && last.contains("word60"))
    }

    @Test(
        arguments: [
            ("short", 10, nil, ["short"]), ("  one two three", 10, nil, ["  one", "    two", "    three"]),
            ("name  one two six", 14, 6, ["name  one two", "      six"]),
            ("abcdefghij", 4, nil, ["ab", "  cd", "  ef", "  gh", "  ij"]),
        ] as [(String, Int, Int?, [String])]
    )
    func `rows keep the place of what they continue`(text: String, width: Int, hang: Int?, rows: [String]) {
        #expect(DetailRows.wrapped(text, width: width, hang: hang) == rows)
    }
}
