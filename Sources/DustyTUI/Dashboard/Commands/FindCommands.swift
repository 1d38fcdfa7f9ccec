import DustyTerminal

extension CommandName {
    static let find = CommandName("find")
    static let nextMatch = CommandName("next-match")
    static let filter = CommandName("filter")
    static let previousMatch = CommandName("previous-match")
}

extension DashboardCommand {
    /// Commands that find text in lists and in the log.
    static let finding: [DashboardCommand] = [
        DashboardCommand(
            .find,
            in: .anywhere,
            [.character("/")],
            "Find in the list, or in the log when the log has the keys",
            hint: "find",
            line: PaletteCommand(
                "find",
                "find in the log; ~ begins a regular expression",
                .text("TEXT"),
                in: .log
            ),
            does: { model, call in
                switch call {
                case .key: model.startFinding()
                case .line(let arguments): model.find(inLog: arguments.first)
                }
            }
        ),
        DashboardCommand(
            .filter,
            in: .anywhere,
            [.character("&")],
            "Only rows, or lines of the log, that match (! before the text inverts, ~ is a regular expression)",
            hint: "filter",
            unless: { model, _ in model.refusalToFilter },
            does: { model, _ in model.startFiltering() }
        ),
        DashboardCommand(
            PaletteCommand(
                "rows",
                "only matching rows of the list; ! inverts, empty ends it",
                .text("TEXT"),
                in: .rows
            ),
            keyOf: .filter,
            unless: { model, _ in model.refusalToFilterRows(of: model.list) },
            does: { model, call in
                model.selection.filters[model.list] = RowFilter(call.arguments.first ?? "")
                return model.selection.filters[model.list]?.complaint.map { model.say(.warning, $0) } ?? []
            }
        ),
        DashboardCommand(
            .nextMatch,
            in: .anywhere,
            [.character("n")],
            "Next match",
            unless: { model, _ in model.refusalToGoOn },
            does: { model, _ in model.goToMatch(forward: true) }
        ),
        DashboardCommand(
            .previousMatch,
            in: .anywhere,
            [.character("N")],
            "Previous match",
            unless: { model, _ in model.refusalToGoOn },
            does: { model, _ in model.goToMatch(forward: false) }
        ),
    ]
}

extension Model {
    private var findsInLog: Bool { focus == .logs && showsLog }

    /// Opens the line for the text to find.
    fileprivate mutating func startFinding() -> [Effect] {
        if findsInLog {
            prompt = Prompt(purpose: .findInLog, origin: logs.position)
        } else {
            let pane = focus == .logs ? list : focus
            prompt = Prompt(purpose: .findInList(pane), originRow: cursor(in: pane).id)
        }
        return []
    }

    /// Opens the line in which one types what to show only.
    fileprivate mutating func startFiltering() -> [Effect] {
        if focus == .logs {
            prompt = Prompt(purpose: .filterLog, text: logs.filter?.text ?? "")
        } else {
            let text = selection.filters[focus]?.text ?? ""
            prompt = Prompt(purpose: .filterList(focus), text: text, originRow: cursor(in: focus).id)
        }
        return []
    }

    fileprivate var refusalToFilter: Refusal? {
        focus == .logs ? refusalWithoutLog : refusalToFilterRows(of: focus)
    }

    fileprivate func refusalToFilterRows(of pane: Pane) -> Refusal? {
        guard allRows(in: pane).isEmpty else { return nil }
        return Refusal("there are no rows", "\(pane.title) has no rows to choose from.")
    }

    /// Searches the log for a text; without one the search ends.
    mutating func find(inLog text: String?) -> [Effect] {
        look(for: text)
        return askSearch()
    }

    fileprivate var refusalToGoOn: Refusal? {
        guard findsInLog ? logs.search == nil : selection.search == nil else { return nil }
        return Refusal("no search yet", "No search yet; \(key(.find)) starts one.")
    }

    fileprivate mutating func goToMatch(forward: Bool) -> [Effect] {
        findsInLog ? goToLine(forward: forward) : goToRow(forward: forward)
    }

    private mutating func goToLine(forward: Bool) -> [Effect] {
        guard let search = logs.search else { return [] }
        if let complaint = search.complaint { return say(.warning, complaint) }
        let from = search.current ?? LogViewport(self).bottomLine + 1
        if let id = search.next(from: from, forward: forward) {
            show(match: id)
            return []
        }
        if search.hasWork { return say(.info, "Still looking.") }
        if logs.begin(.match(forward: forward)) {
            return say(.info, "Looking further \(forward ? "on" : "back"). Esc stops.")
        }
        // Wraps around at the ends, but only in a completely loaded log.
        guard let id = search.neighbour(of: from, forward: forward) else {
            return say(.info, "No line matches \(search.query).")
        }
        guard logs.isComplete, !logs.isDetached else {
            return say(.info, forward ? "That is the newest match." : "That is the oldest match.")
        }
        show(match: id)
        let count = search.matches.count
        if count == 1 { return say(.info, "That is the only match of \(search.query).", passes: true) }
        let words = forward ? "Past the newest match: on with the oldest" : "Past the oldest match: on with the newest"
        return say(.info, "\(words), \(logs.search?.ordinal ?? 1) of \(Amount.count(count)).", passes: true)
    }

    private mutating func goToRow(forward: Bool) -> [Effect] {
        guard let sought = selection.search else { return [] }
        let pane = focus == .logs ? list : focus
        let matches = listMatches(in: pane)
        let at = cursor(in: pane).index
        let near = forward ? matches.first { $0 > at } : matches.last { $0 < at }
        guard let next = near ?? (forward ? matches.first : matches.last) else {
            return say(.info, "No row matches \(sought).")
        }
        selection.cursors[pane, default: Cursor()].select(next, in: rows(in: pane))
        guard near == nil else { return [] }
        if matches.count == 1 { return say(.info, "That is the only row that matches \(sought).", passes: true) }
        let words = forward ? "Past the last match: on with the first." : "Past the first match: on with the last."
        return say(.info, words, passes: true)
    }
}
