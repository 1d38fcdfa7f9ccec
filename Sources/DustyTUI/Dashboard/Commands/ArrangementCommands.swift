import DustyTerminal

extension CommandName {
    fileprivate static let layout = CommandName("layout")
}

extension DashboardCommand {
    /// Commands that arrange the screen.
    static let arrangement: [DashboardCommand] = [
        DashboardCommand(
            CommandName("order-next"),
            in: .anywhere,
            [.character(">")],
            "Order rows by the next: name, state, cpu, memory, age",
            line: PaletteCommand("order", "rows by the next: name, state, cpu, memory, age", in: .arrangement),
            does: { model, _ in model.sort(by: 1) }
        ),
        DashboardCommand(
            CommandName("order-previous"),
            in: .anywhere,
            [.character("<")],
            "Order rows by the one before",
            does: { model, _ in model.sort(by: -1) }
        ),
        DashboardCommand(
            CommandName("zoom"),
            in: .anywhere,
            [.character("z")],
            "Give the pane the whole screen, or take it back",
            line: PaletteCommand("zoom", "the pane on the whole screen, or not", in: .arrangement),
            does: { model, _ in
                model.division.isZoomed.toggle()
                return []
            }
        ),
        DashboardCommand(
            .layout,
            in: .anywhere,
            [.character("L")],
            "Next layout: by size, a list over the log, a list beside it",
            line: PaletteCommand("layout", "where lists and log lie, one after the other", in: .arrangement),
            does: { model, _ in model.cycleArrangement() }
        ),
        DashboardCommand(
            CommandName("wider"),
            in: .anywhere,
            [.character("+")],
            "More columns for the lists",
            line: PaletteCommand("wider", "more columns for the lists", in: .arrangement),
            unless: { model, _ in model.refusalToWiden },
            does: { model, _ in model.widen(by: widthStep) }
        ),
        DashboardCommand(
            CommandName("narrower"),
            in: .anywhere,
            [.character("_")],
            "Fewer columns for the lists",
            line: PaletteCommand("narrower", "fewer columns for the lists", in: .arrangement),
            unless: { model, _ in model.refusalToWiden },
            does: { model, _ in model.widen(by: -widthStep) }
        ),
    ]

    /// Columns that one key makes the lists wider or narrower by.
    private static let widthStep = 4
}

extension Model {
    fileprivate mutating func sort(by step: Int) -> [Effect] {
        arrange(by: selection.order.next(by: step))
    }

    /// Orders apps and services, and says so.
    mutating func arrange(by order: RowOrder) -> [Effect] {
        selection.order = order
        return say(.info, "Apps and services are ordered by \(order.rawValue).")
    }

    fileprivate mutating func cycleArrangement() -> [Effect] {
        let all = ViewSettings.Arrangement.allCases
        let place = all.firstIndex(of: division.arrangement) ?? 0
        division.arrangement = all[(place + 1) % all.count]
        division.isZoomed = false
        return say(.info, "Layout: \(division.arrangement.text).")
    }

    fileprivate var refusalToWiden: Refusal? {
        guard DashboardLayout(self).listWidth == nil else { return nil }
        let key = preferences.keyMap.name(of: CommandName.layout).map { "; \($0) changes the layout" } ?? ""
        return Refusal("no list stands beside the log", "No list stands beside the log here\(key).")
    }

    fileprivate mutating func widen(by columns: Int) -> [Effect] {
        let before = DashboardLayout(self).listWidth
        let extra = division.extraWidth
        division.extraWidth += columns
        guard DashboardLayout(self).listWidth == before else { return [] }
        division.extraWidth = extra
        return say(.info, columns > 0 ? "The log needs the rest." : "The lists need what they have.")
    }
}
