import ArgumentParser
import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardOptionsTests {
    private func config(_ arguments: [String], _ file: DashboardConfig = DashboardConfig()) throws -> DashboardConfig {
        let command = try #require(try Dusty.parseAsRoot(arguments) as? Dusty)
        return try command.dashboard.applied(to: file)
    }

    @Test func `without options the file holds`() throws {
        let file = DashboardConfig(theme: .light, mouse: false, ascii: true, slow: true)
        #expect(try config([], file) == file)
    }

    @Test func `options win over the file`() throws {
        let config = try config(["--theme", "contrast", "--ascii", "--no-mouse", "--slow"], .init(theme: .light))
        #expect(config.theme == .contrast)
        #expect((config.ascii, config.mouse, config.slow) == (true, false, true))
    }

    @Test func `a theme of the file can be chosen, one that there is not is an error`() throws {
        var mine = Theme.light
        mine.name = "mine"
        #expect(try config(["--theme", "mine"], .init(themes: Theme.builtIn + [mine])).theme == mine)
        #expect(throws: DustyError.self) { try config(["--theme", "mine"]) }
    }

    @Test func `on slow lines clocks move less often`() {
        var dashboard = Dashboard(snapshot: nil)
        #expect(dashboard.model.subscriptions.contains(.clock(seconds: 1)))
        dashboard.model.adopt(DashboardConfig(slow: true))
        #expect(dashboard.model.subscriptions.contains(.clock(seconds: 5)))
    }
}
