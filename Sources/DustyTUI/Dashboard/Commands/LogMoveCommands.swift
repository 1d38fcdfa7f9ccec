import DustyTerminal

extension DashboardCommand {
    /// Commands that move in the log, and in the output of a job.
    static let logMoves: [DashboardCommand] = [
        moving(.down, in: .logs, [.character("j"), .down, .enter], "A line down", does: move),
        moving(.up, in: .logs, [.character("k"), .up], "A line up; pauses", does: move),
        moving(.halfDown, in: .logs, [.control("d")], "Half a page down", does: move),
        moving(.halfUp, in: .logs, [.control("u")], "Half a page up", does: move),
        moving(.pageDown, in: .logs, [.control("f"), .pageDown, .character(" ")], "A page down", does: move),
        moving(.pageUp, in: .logs, [.control("b"), .pageUp], "A page up", does: move),
        moving(.top, in: .logs, [.character("g"), .home], "To the oldest line", does: move),
        moving(.bottom, in: .logs, [.character("G"), .end], "To the end, and follow", does: move),
        sideways("right", by: 1, [.character("l"), .right], "Sideways, when lines are not wrapped"),
        sideways("left", by: -1, [.character("h"), .left], "Sideways back"),
    ]

    private static func sideways(_ name: String, by sign: Int, _ keys: [Key], _ help: String) -> DashboardCommand {
        DashboardCommand(CommandName(name), in: .logs, keys, help, unless: wrapped) { model, _ in
            let step = max(1, LogViewport(model).textWidth / 2)
            model.logs.waitsAtTop = false
            model.logs.column = max(0, model.logs.column + sign * step)
            return []
        }
    }

    private static let wrapped: Precondition = { model, _ in
        guard model.logs.wrap else { return nil }
        return Refusal("lines are wrapped", "Lines are wrapped; \(model.key(.wrap)) stops that.")
    }

    private static let move: Move = { model, step in
        let page = max(1, LogViewport(model).height)
        if model.showsLog, model.logs.selection != nil { return model.extendSelection(by: step.rows(page: page)) }
        model.scroll(by: step.rows(page: page))
        model.logs.waitsAtTop = step == .top
        if model.showsLog { model.reachForLines(step) }
        return []
    }
}

extension Model {
    /// Moves the end of the selection.
    fileprivate mutating func extendSelection(by rows: Int) -> [Effect] {
        guard var selection = logs.selection else { return [] }
        for _ in 0..<abs(rows) {
            let next = rows > 0 ? logs.firstShown(from: selection.head + 1) : logs.lastShown(before: selection.head)
            guard let next else { break }
            selection.head = next
        }
        logs.selection = selection
        let viewport = LogViewport(self)
        if !viewport.shows(line: selection.head) { logs.position = viewport.centred(on: selection.head) }
        return []
    }
}
