import DustyCore
import DustyTerminal
import DustyTestSupport
import Testing

@testable import DustyTUI

struct DashboardViewSettingsTests {
    @Test func `what changes the arrangement is remembered, other keys are not`() {
        var dashboard = Dashboard()
        for key: Key in [.character("z"), .character("w"), .character("t"), .character("L"), .character("z"), .escape] {
            dashboard.press(key)
            #expect(dashboard.effects.last == .remember(dashboard.model.viewSettings), "\(key.name)")
        }
        dashboard.press(.character("L"), .character("L"), .character("+"))
        #expect(dashboard.effects.last == .remember(dashboard.model.viewSettings))
        for key: Key in [.down, .tab, .character("f"), .character("?")] {
            dashboard.press(key)
            #expect(!dashboard.effects.contains(.remember(dashboard.model.viewSettings)))
        }
    }

    @Test(arguments: [(80, 24), (120, 40), (200, 60)])
    func `L puts one list over the log, then beside it, then all where the size wants them`(_ size: (Int, Int)) {
        var dashboard = Dashboard(width: size.0, height: size.1)
        let automatic = DashboardLayout(dashboard.model)
        dashboard.press(.character("L"))
        let over = DashboardLayout(dashboard.model)
        #expect(over.panes.count == 1 && over.hasTabs)
        #expect(over.log.y > (over.panes[.apps]?.y ?? 99) && over.log.width == size.0)
        dashboard.press(.character("L"))
        let beside = DashboardLayout(dashboard.model)
        #expect(beside.panes.count == 1 && beside.hasTabs)
        #expect(beside.log.x > 24 && beside.log.y == beside.panes[.apps]?.y)
        #expect(beside.log.maxX == size.0)
        dashboard.press(.character("L"))
        #expect(DashboardLayout(dashboard.model).panes == automatic.panes)
    }

    @Test func `the lists become wider and narrower, within bounds`() {
        var dashboard = Dashboard(width: 120, height: 40)
        let usual = DashboardLayout(dashboard.model).listWidth ?? 0
        dashboard.press(.character("+"))
        #expect(DashboardLayout(dashboard.model).listWidth == usual + 4)
        dashboard.press(.character("_"), .character("_"))
        #expect(DashboardLayout(dashboard.model).listWidth == usual - 4)
        for _ in 0..<60 { dashboard.press(.character("+")) }
        #expect(dashboard.notice == "The log needs the rest.")
        #expect(DashboardLayout(dashboard.model).log.width >= 31)
        dashboard.press(.character("_"))
        #expect((DashboardLayout(dashboard.model).listWidth ?? 99) < 88)
        for _ in 0..<60 { dashboard.press(.character("_")) }
        #expect(dashboard.notice == "The lists need what they have.")
    }

    @Test func `where no list stands beside the log that is said`() {
        var dashboard = Dashboard(width: 80, height: 24)
        dashboard.press(.character("+"))
        #expect(dashboard.notice == "No list stands beside the log here; L changes the layout.")
    }

    @Test func `settings are kept and come back`() async throws {
        try await TemporaryDirectory.with { directory in
            let memory = ViewMemory(path: directory.path + "/state/dusty/dashboard.json")
            #expect(memory.read() == nil)
            let settings = ViewSettings(
                isZoomed: true,
                arrangement: .beside,
                extraWidth: -8,
                wrap: true,
                timestamps: false
            )
            memory.write(settings)
            #expect(memory.read() == settings)
            memory.write(ViewSettings())
            #expect(memory.read() == ViewSettings())
        }
    }

    @Test(arguments: ["", "{", "[]", "{\"arrangement\": \"diagonal\"}", "{\"extraWidth\": \"wide\"}"])
    func `a broken file is as none`(_ text: String) async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("dashboard.json", text)
            #expect(ViewMemory(path: directory.path + "/dashboard.json").read() == nil)
        }
    }

    @Test func `what a file does not say is as usual, and no number is too large`() async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("dashboard.json", "{\"extraWidth\": 9000000000, \"later\": 1}")
            let settings = try #require(ViewMemory(path: directory.path + "/dashboard.json").read())
            #expect(settings == ViewSettings(extraWidth: ViewSettings.widthLimit))
        }
    }

    @Test func `every arrangement has room in every size`() {
        for arrangement in ViewSettings.Arrangement.allCases {
            for extra in [-400, 0, 400] {
                for width in stride(from: 1, through: 220, by: 7) {
                    for height in [1, 9, 12, 16, 24, 60] {
                        var dashboard = Dashboard(width: width, height: height)
                        dashboard.model.viewSettings = ViewSettings(arrangement: arrangement, extraWidth: extra)
                        #expect(dashboard.frame.size == Size(width: width, height: height))
                        dashboard.press(.character("z"))
                        #expect(dashboard.frame.size == Size(width: width, height: height))
                    }
                }
            }
        }
    }
}
