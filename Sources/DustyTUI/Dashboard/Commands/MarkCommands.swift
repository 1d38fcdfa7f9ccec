import DustyTerminal

extension CommandName {
    static let mark = CommandName("mark")
    static let markRange = CommandName("mark-range")
    fileprivate static let markAll = CommandName("mark-all")
}

extension DashboardCommand {
    /// Commands that choose rows for a common action.
    static let marks: [DashboardCommand] = [
        mark(.containers, "Mark it; actions then work on all marked ones"),
        markRange(.containers),
        markAll(.containers, line: PaletteCommand("mark all", "mark every row, or none", in: .marks)),
        mark(.sync, "Mark it; S then syncs all marked ones"),
        markRange(.sync),
        markAll(.sync),
    ]

    private static func mark(_ place: KeyMap.Context, _ help: String) -> DashboardCommand {
        DashboardCommand(.mark, in: place, [.character(" ")], help, unless: noRow) { model, _ in
            guard let id = model.cursor(in: model.focus).id else { return [] }
            model.selection.marks.toggle(id, in: model.focus)
            model.selection.cursors[model.focus, default: Cursor()].move(by: 1, in: model.rows(in: model.focus))
            return []
        }
    }

    private static func markRange(_ place: KeyMap.Context) -> DashboardCommand {
        DashboardCommand(
            .markRange,
            in: place,
            [.character("v")],
            "Begin a range of marks, or end it here",
            unless: noRow
        ) { model, _ in
            guard let id = model.cursor(in: model.focus).id else { return [] }
            model.selection.marks.range(to: id, rows: model.rows(in: model.focus), in: model.focus)
            guard model.selection.marks.anchor != nil else { return [] }
            return model.say(.info, "A range begins here: move, then \(model.key(.markRange)) marks up to there.")
        }
    }

    private static func markAll(_ place: KeyMap.Context, line: PaletteCommand? = nil) -> DashboardCommand {
        DashboardCommand(.markAll, in: place, [.character("a")], "Mark all, or none", line: line, unless: noRow) {
            model,
            _ in
            model.selection.marks.toggleAll(model.rows(in: model.focus), in: model.focus)
            return []
        }
    }

    private static let noRow: Precondition = { model, _ in
        guard model.focus.hasContainers || model.focus == .sync else {
            return Refusal(
                "rows of this pane have no marks",
                "Apps, services and repos can be marked: panes 1, 2 and 3."
            )
        }
        return model.cursor(in: model.focus).id == nil ? Refusal("there is no row", "There is no row to mark.") : nil
    }
}
