import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

/// The table of commands holds together, and what it says is what happens.
struct DashboardCommandsTests {
    /// Dashboards in which different things can and cannot be done.
    private static var dashboards: [Dashboard] {
        var gone = Dashboard()
        gone.send(.lost(DustyError(.unavailable, "no answer"), retryAt: ExampleStack.now))
        var looking = Dashboard()
        looking.model.access = .readOnly
        var bare = ExampleStack.snapshot
        (bare.apps, bare.services, bare.sync, bare.jobs) = ([], [], [], [])
        for index in bare.bundles.indices { bare.bundles[index].active = false }
        var none = bare
        none.bundles = []
        var all = [gone, looking, Dashboard(snapshot: nil), Dashboard(snapshot: bare), Dashboard(snapshot: none)]
        for pane in Pane.allCases {
            for size in [(80, 24), (120, 40), (200, 60)] {
                var dashboard = Dashboard(width: size.0, height: size.1)
                dashboard.type(String(pane.rawValue))
                all.append(dashboard)
                dashboard.press(.character("]"), .character("]"), .down)
                all.append(dashboard)
            }
        }
        for key in ["?", "W", "b", "A", "R"] {
            var dashboard = Dashboard()
            dashboard.type(key)
            all.append(dashboard)
        }
        return all
    }

    @Test func `every command has a name, a help text and a way to it`() {
        for row in DashboardCommand.all {
            #expect(!row.name.text.isEmpty)
            #expect(!row.help.isEmpty, "\(row.name.text)")
            #expect(row.place != nil || row.line != nil, "\(row.name.text)")
            // What has no key as it comes is given by name.
            #expect(!row.keys.isEmpty || row.line != nil, "\(row.name.text)")
            if let line = row.line { #expect(!line.summary.isEmpty, "\(line.name)") }
        }
    }

    @Test func `no command is in one place twice, and no name is given to two`() {
        let slots = DashboardCommand.all.map { "\($0.name.text) in \($0.place?.name ?? "the palette")" }
        #expect(Set(slots).count == slots.count)
        let lines = PaletteCommand.all.map(\.name)
        #expect(Set(lines).count == lines.count)
        #expect(lines.count == DashboardCommand.all.count { $0.line != nil })
        #expect(KeyMap.standard.clashes == [])
    }

    @Test func `what a key is bound to and what the palette lists is in the table`() {
        for binding in KeyMap.standard.bindings {
            #expect(DashboardCommand.row(binding.command, in: binding.context)?.place == binding.context)
        }
        for line in PaletteCommand.all {
            #expect(DashboardCommand.row(of: line)?.line?.name == line.name)
            // A line that shares a key shares it with a command that there is.
            #expect(DashboardCommand.all.contains { $0.name == line.command }, "\(line.name)")
        }
    }

    @Test func `a refused command says why and changes nothing`() {
        var refused: Set<CommandName> = []
        for dashboard in Self.dashboards {
            for row in DashboardCommand.all {
                guard let refusal = row.refusal(in: dashboard.model) else { continue }
                var model = dashboard.model
                let effects = row.perform(in: &model)
                #expect(model.notice?.text == Sanitizer.plain(refusal.sentence))
                #expect(model.notice?.weight == refusal.weight)
                #expect(effects == model.notice.map { [.expire(notice: $0.id)] })
                (model.notice, model.notices) = (dashboard.model.notice, dashboard.model.notices)
                #expect(model == dashboard.model, "\(row.name.text)")
                refused.insert(row.name)
            }
        }
        #expect(refused.isSuperset(of: [.restart, .sync, .bringUp, .bundles, .saveLog, .nextMatch, .openAddress]))
    }

    @Test func `nothing that asks the daemon for a change can be given where nothing may be changed`() {
        for access in [Access.readOnly, .replay] {
            for dashboard in Self.dashboards {
                var model = dashboard.model
                model.access = access
                // A question was asked while there was leave to do what it is about.
                for row in DashboardCommand.all where row.place != .question && row.refusal(in: model) == nil {
                    var after = model
                    let changes = row.perform(in: &after).filter(\.isChange)
                    #expect(changes == [], "\(row.name.text)")
                }
            }
        }
    }

    @Test func `help gives the reason that the key gives`() {
        for dashboard in Self.dashboards where dashboard.model.overlay == nil {
            var wide = dashboard.model
            wide.size.width = 400
            let lines = HelpView.lines(of: wide).map(\.text)
            for context in wide.contexts {
                for row in DashboardCommand.all where row.place == context && !row.keys.isEmpty {
                    let why = row.refusal(in: wide).map { " (not now: \($0.why))" } ?? ""
                    #expect(lines.contains { $0.hasSuffix("  \(row.help)\(why)") }, "\(row.name.text)")
                }
            }
        }
    }

    @Test func `a key is hinted at until the one that has to come first is pressed`() {
        var bare = ExampleStack.snapshot
        (bare.apps, bare.services, bare.sync, bare.jobs) = ([], [], [], [])
        for index in bare.bundles.indices { bare.bundles[index].active = false }
        #expect(Dashboard(snapshot: bare).model.hints.map(\.word).prefix(2) == ["up", "bundles"])
        #expect(!Dashboard(snapshot: bare).model.hints.map(\.word).contains("restart"))
    }
}

extension Effect {
    /// Whether it changes something outside the dashboard.
    fileprivate var isChange: Bool {
        switch self {
        case .start, .startSync, .cancel, .changeBundles, .changeEnv, .forgetAsset, .readAsset, .changeRepo, .lend:
            true
        default: false
        }
    }
}
