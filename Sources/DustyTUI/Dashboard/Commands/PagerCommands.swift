import DustyTerminal

extension CommandName {
    static let refuse = CommandName("refuse")
}

extension DashboardCommand {
    /// What works in help.
    static let pager: [DashboardCommand] = [
        moving(.down, in: .pager, [.character("j"), .down], "A line down", hint: "down", does: move),
        moving(.up, in: .pager, [.character("k"), .up], "A line up", hint: "up", does: move),
        moving(.pageDown, in: .pager, [.control("d"), .pageDown, .character(" ")], "A page down", does: move),
        moving(.pageUp, in: .pager, [.control("u"), .pageUp], "A page up", does: move),
        DashboardCommand(.find, in: .pager, [.character("/")], "Find in the help", hint: "find") { model, _ in
            model.prompt = Prompt(purpose: .findInHelp)
            return []
        },
        moving(.top, in: .pager, [.character("g"), .home], "To the beginning", does: move),
        moving(.bottom, in: .pager, [.character("G"), .end], "To the end", does: move),
        closing(in: .pager, [.escape, .character("q"), .character("?"), .enter], "Close", hint: "close"),
    ]

    private static let move: Move = { model, step in
        let page = PagerView.capacity(in: model.size)
        func moved(_ top: Int, of rows: Int) -> Int { min(max(0, top + step.rows(page: page)), max(0, rows - page)) }
        switch model.overlay {
        case .help(let top, let query):
            model.overlay = .help(top: moved(top, of: HelpView.lines(of: model).count), query: query)
        case .warnings, .confirm, .bundles, .list, nil: break
        }
        return []
    }

    /// What answers a question.
    static let questions: [DashboardCommand] = [
        DashboardCommand(.accept, in: .question, [.character("y")], "Yes", hint: "yes") { model, _ in
            guard case .confirm(let confirmation) = model.overlay else { return [] }
            model.overlay = nil
            return [confirmation.effect]
        },
        closing(.refuse, in: .question, [.character("n"), .enter, .escape, .character("q")], "No", hint: "no"),
        moving(.down, in: .question, [.character("j"), .down], "More of the names", does: moveInQuestion),
        moving(.up, in: .question, [.character("k"), .up], "Names before", does: moveInQuestion),
        moving(.pageDown, in: .question, [.pageDown, .character(" ")], "A page of names on", does: moveInQuestion),
        moving(.pageUp, in: .question, [.pageUp], "A page of names back", does: moveInQuestion),
    ]

    private static let moveInQuestion: Move = { model, step in
        guard case .confirm(var confirmation) = model.overlay else { return [] }
        let (rows, height) = ConfirmView.targetRows(of: confirmation, in: model.size)
        let top = confirmation.top + step.rows(page: height)
        guard rows.count > height else { return model.say(.info, "All that it is about is to be seen.") }
        confirmation.top = min(max(0, top), rows.count - height)
        model.overlay = .confirm(confirmation)
        return []
    }
}
