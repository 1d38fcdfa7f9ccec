/// Where one is in the help, or in the list of what can be done with the selected row.
struct HelpPage: Equatable {
    /// A command in one place, as a line has it.
    struct Entry: Hashable {
        var place: KeyMap.Context
        var command: CommandName
    }

    /// Whether only what can be done now with what is selected is listed.
    var isMenu = false
    /// What is looked for.
    var query = ""
    /// What Enter does; nil for the first line that does anything.
    private(set) var chosen: Entry?
    /// First visible line.
    private(set) var top = 0

    init(isMenu: Bool = false, query: String = "") {
        self.isMenu = isMenu
        self.query = query
    }

    /// The line that is chosen, among lines with their commands.
    func place(in lines: [Entry?]) -> Int? {
        chosen.flatMap { lines.firstIndex(of: $0) } ?? lines.firstIndex { $0 != nil }
    }

    /// Chooses another line, and keeps it in sight: at the ends with what stands around it.
    mutating func move(_ step: Step, in lines: [Entry?], height: Int) {
        // A command may take several lines: the first of them counts.
        let places = lines.indices.filter { lines[$0] != nil && ($0 == 0 || lines[$0 - 1] != lines[$0]) }
        guard let line = place(in: lines), let at = places.firstIndex(of: line) else { return }
        let rows = step.rows(page: height)
        let next: Int
        switch step {
        case .up, .down: next = min(max(0, at + rows), places.count - 1)
        default:
            let found = rows > 0 ? places.lastIndex { $0 <= line + rows } : places.firstIndex { $0 >= line + rows }
            next = min(max(0, rows > 0 ? max(at + 1, found ?? 0) : min(at - 1, found ?? 0)), places.count - 1)
            top += rows
        }
        chosen = lines[places[next]]
        let first = next == 0 ? 0 : places[next]
        let rest = lines[places[next]...].firstIndex { $0 != lines[places[next]] } ?? lines.count
        let end = next == places.count - 1 ? lines.count : rest
        top = max(min(top, first), end - height, 0)
        top = min(top, max(0, lines.count - height))
    }
}
