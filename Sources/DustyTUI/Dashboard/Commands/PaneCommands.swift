import DustyTerminal

extension CommandName {
    fileprivate static let nextPane = CommandName("next-pane")
    fileprivate static let previousPane = CommandName("previous-pane")

    /// The command that gives a pane the focus.
    static func pane(_ pane: Pane) -> CommandName { CommandName("pane-\(pane)") }
}

extension DashboardCommand {
    /// Commands that move in the lists.
    static let lists: [DashboardCommand] = [
        moving(.down, in: .lists, [.character("j"), .down], "Next row", does: move),
        moving(.up, in: .lists, [.character("k"), .up], "Previous row", does: move),
        moving(.top, in: .lists, [.character("g"), .home], "First row", does: move),
        moving(.bottom, in: .lists, [.character("G"), .end], "Last row", does: move),
        moving(.halfDown, in: .lists, [.control("d")], "Half a page down", does: move),
        moving(.halfUp, in: .lists, [.control("u")], "Half a page up", does: move),
        moving(.pageDown, in: .lists, [.control("f"), .pageDown], "A page down", does: move),
        moving(.pageUp, in: .lists, [.control("b"), .pageUp], "A page up", does: move),
        turning(.nextPane, by: 1, in: .lists, [.character("l"), .right], "Next pane"),
        turning(.previousPane, by: -1, in: .lists, [.character("h"), .left], "Previous pane"),
    ]

    /// Commands that give a pane the focus.
    static let panes: [DashboardCommand] = [
        turning(.nextPane, by: 1, in: .anywhere, [.tab], "Next pane"),
        turning(.previousPane, by: -1, in: .anywhere, [.backTab], "Previous pane"),
        pane(.apps, "Apps", PaletteCommand("apps", "go to Apps", in: .panes)),
        pane(.services, "Services", PaletteCommand("services", "go to Services", in: .panes)),
        pane(.sync, "Sync", PaletteCommand("repos", "go to Sync", in: .panes)),
        pane(.machine, "Machine", PaletteCommand("machine", "go to Machine", in: .panes)),
        pane(.jobs, "Jobs", PaletteCommand("jobs", "go to Jobs", in: .panes)),
        pane(.logs, "Log of the selected row", PaletteCommand("logs", "go to the log", in: .panes)),
    ]

    private static func pane(_ pane: Pane, _ help: String, _ line: PaletteCommand) -> DashboardCommand {
        let keys = "\(pane.rawValue)".map(Key.character)
        return DashboardCommand(.pane(pane), in: .anywhere, keys, help, line: line) { model, _ in
            model.focus(on: pane)
            return []
        }
    }

    private static func turning(
        _ name: CommandName,
        by step: Int,
        in place: KeyMap.Context,
        _ keys: [Key],
        _ help: String
    ) -> DashboardCommand {
        DashboardCommand(name, in: place, keys, help) { model, _ in
            let order: [Pane] = Pane.lists + [.logs]
            let index = order.firstIndex(of: model.focus) ?? 0
            model.focus(on: order[(index + step + order.count) % order.count])
            return []
        }
    }

    private static let move: Move = { model, step in
        let pane = model.focus
        var cursor = model.cursor(in: pane)
        let page = max(1, DashboardLayout(model).rowCapacity(of: pane))
        cursor.move(by: step.rows(page: page), in: model.rows(in: pane))
        model.selection.cursors[pane] = cursor
        return []
    }
}
