import DustyCore
import DustyTerminal

extension Model {
    /// Goes to the first match so far.
    mutating func find(_ typed: Prompt) {
        switch typed.purpose {
        case .findInLog:
            logs.position = typed.origin
            look(for: typed.text.isEmpty ? nil : typed.text)
        case .findInList(let pane):
            selection.search = typed.text.isEmpty ? nil : typed.text
            let all = rows(in: pane)
            guard let origin = all.firstIndex(where: { $0 == typed.originRow }) ?? (all.isEmpty ? nil : 0) else {
                return
            }
            let matches = listMatches(in: pane)
            let found = matches.first { $0 >= origin } ?? matches.first ?? origin
            selection.cursors[pane, default: Cursor()].select(found, in: all)
        case .filterList(let pane):
            selection.filters[pane] = RowFilter(typed.text)
            // The row one came from is gone back to as soon as it is there again.
            if let row = typed.originRow, rows(in: pane).contains(row) {
                selection.cursors[pane, default: Cursor()].id = row
            }
        case .filterLog: logs.setFilter(typed.text.isEmpty ? nil : typed.text)
        case .findInHelp: find(inHelp: typed.text)
        case .findInDetail: find(inDetail: typed.text.isEmpty ? nil : typed.text)
        default: break
        }
    }

    private mutating func find(inHelp query: String) {
        guard case .help(let page) = overlay else { return }
        overlay = .help(HelpPage(isMenu: page.isMenu, query: query))
    }

    /// Returns to the earlier position.
    mutating func cancelFinding(_ typed: Prompt) {
        prompt = nil
        switch typed.purpose {
        case .findInLog:
            logs.look(for: nil)
            logs.position = typed.origin
        case .findInList(let pane):
            selection.search = nil
            selection.cursors[pane]?.id = typed.originRow
        case .filterList(let pane):
            selection.filters[pane] = nil
            selection.cursors[pane]?.id = typed.originRow
        case .filterLog: logs.setFilter(nil)
        case .findInHelp: find(inHelp: "")
        case .findInDetail: find(inDetail: nil)
        default: break
        }
    }

    /// Starts a search in the log. The nearest match before the visible part is shown as soon as it is known.
    mutating func look(for query: String?) {
        // The visible part of a followed log is its end, even if a filter has not got there yet.
        let end = logs.isFollowing ? logs.buffer.endID : LogViewport(self).bottomLine + 1
        logs.look(for: query, before: end)
        if let id = logs.arrival() { show(match: id) }
    }

    /// Does a part of the pending checks of the filter and the search.
    mutating func goOnLooking() -> [Effect] {
        logs.work()
        if let id = logs.arrival() { show(match: id) }
        lookForShown()
        return answerSearch()
    }

    /// Places of the rows that match: by their names, and where none does by state or image.
    func listMatches(in pane: Pane) -> [Int] {
        guard let sought = selection.search else { return [] }
        let pattern = Pattern(sought)
        let texts = texts(in: pane)
        let named = texts.indices.filter { pattern.matches(texts[$0].name) }
        return named.isEmpty ? texts.indices.filter { texts[$0].others.contains(where: pattern.matches) } : named
    }
}
