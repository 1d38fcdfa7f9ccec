import DustyCore
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
        DashboardCommand(.accept, in: .pager, [.enter], "Do what the line says", hint: "does it") { model, _ in
            model.doChosen()
        },
        closing(in: .pager, [.escape, .character("q"), .character("?")], "Close", hint: "close"),
    ]

    private static let move: Move = { model, step in
        guard case .help(var page) = model.overlay else { return [] }
        let height = PagerView.capacity(in: model.size)
        page.move(step, in: HelpView.lines(of: model).map(\.entry), height: height)
        model.overlay = .help(page)
        return []
    }

    /// What is done to rows of lists and of the log, and not to the screen.
    private static let forMenu: (rows: Set<HelpPage.Entry>, log: Set<HelpPage.Entry>) = {
        func entries(_ rows: [DashboardCommand]) -> Set<HelpPage.Entry> {
            Set(rows.compactMap { row in row.place.map { HelpPage.Entry(place: $0, command: row.name) } })
        }
        let moves = lists + panes + arrangement + messages + finding + logMoves + screen + tabs + details
        let inLog = entries(DashboardCommand.all).subtracting(entries(moves))
        return (inLog.subtracting(entries(logLines)), inLog)
    }()

    /// Whether the menu of what can be done has a command, with the log under the keys or without.
    static func isForMenu(_ entry: HelpPage.Entry, inLog: Bool) -> Bool {
        (inLog ? forMenu.log : forMenu.rows).contains(entry)
    }

    /// What answers a question.
    static let questions: [DashboardCommand] = [
        DashboardCommand(.accept, in: .question, [.character("y")], "Yes", hint: "yes") { model, _ in
            guard case .confirm(let confirmation) = model.overlay else { return [] }
            model.overlay = confirmation.origin.map { .disk($0) }
            return [confirmation.effect]
        },
        DashboardCommand(
            .refuse,
            in: .question,
            [.character("n"), .enter, .escape, .character("q")],
            "No",
            hint: "no",
            does: { model, _ in
                guard case .confirm(let confirmation) = model.overlay else { return [] }
                model.overlay = confirmation.origin.map { .disk($0) }
                return []
            }
        ),
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

extension Model {
    /// Whether the menu lists a command: it works here, and does something now.
    func isInMenu(_ row: DashboardCommand, at place: KeyMap.Context) -> Bool {
        guard contextsBelow.contains(place), row.refusal(in: self) == nil else { return false }
        let entry = HelpPage.Entry(place: place, command: row.name)
        return isCustom(row.name) || DashboardCommand.isForMenu(entry, inLog: focus == .logs)
    }

    /// What the selected row is called; nil where none is.
    var selectionName: String? {
        switch list {
        case .apps, .services: selectedContainer?.name
        case .sync: selectedRepo?.shortName
        case .jobs: selectedJob.map { "job \($0.id)" }
        case .machine, .logs: nil
        }
    }

    /// Closes help and does what its line says, where that works.
    fileprivate mutating func doChosen() -> [Effect] {
        guard case .help(let page) = overlay else { return [] }
        let entries = HelpView.lines(of: self).map(\.entry)
        guard let place = page.place(in: entries), let entry = entries[place],
            let row = row(entry.command, in: entry.place)
        else { return [] }
        overlay = nil
        guard contexts.contains(entry.place) else {
            let place = entry.place.rawValue.prefix(1).lowercased() + entry.place.rawValue.dropFirst()
            let keys = preferences.keyMap.name(of: entry.command, in: [entry.place]) ?? "That"
            return say(.info, "\(keys) works \(place), and not here.", passes: true)
        }
        return row.perform(in: &self)
    }
}
