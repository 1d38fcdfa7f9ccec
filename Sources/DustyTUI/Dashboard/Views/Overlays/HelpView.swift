import DustyTerminal

/// The help screen: the key map, what works here first. Enter does what the line says.
enum HelpView {
    /// A line; with a command where it is of one.
    struct Line {
        var text: String
        var role = Style.Role.normal
        var entry: HelpPage.Entry?
    }

    private struct Entry {
        var row: DashboardCommand
        var keys: String
        var place: KeyMap.Context
    }

    /// Draws it.
    static func draw(_ page: HelpPage, _ model: Model, into frame: inout Frame) {
        let lines = lines(of: model)
        let isTyping = model.prompt?.purpose == .findInHelp
        let name = page.isMenu ? "Can be done" + (model.selectionName.map { " with \($0)" } ?? " now") : "Keys"
        let title = page.query.isEmpty && !isTyping ? name : "\(name) /\(page.query)\(isTyping ? "_" : "")"
        PagerView.draw(
            title,
            lines.map { ($0.text, $0.role) },
            top: page.top,
            selected: page.place(in: lines.map(\.entry)),
            closedBy: model.preferences.keyMap.name(of: .back, in: [.pager]) ?? Key.escape.name,
            into: &frame
        )
    }

    /// Its lines; commands without a key have none, and during a search only matches appear.
    static func lines(of model: Model) -> [Line] {
        var lines: [Line] = []
        let page = if case .help(let page) = model.overlay { page } else { HelpPage() }
        let entries = entries(of: model, page)
        let width = entries.map(\.keys.count).max() ?? 10
        let here = model.contextsBelow
        for context in here + KeyMap.Context.allCases.filter({ !here.contains($0) }) {
            let own = entries.filter { $0.place == context }
            if own.isEmpty { continue }
            if !lines.isEmpty { lines.append(Line(text: "")) }
            lines.append(Line(text: context.rawValue, role: .title))
            lines += own.flatMap { entry -> [Line] in
                let refusal = here.contains(context) ? entry.row.refusal(in: model) : nil
                let text = entry.row.help + (refusal.map { " (not now: \($0.why))" } ?? "")
                let id = HelpPage.Entry(place: context, command: entry.row.name)
                // What has no room goes on in the next line.
                let rows = Wrapping.lines(of: text, width: max(8, model.size.width - 4 - width - 3))
                return rows.enumerated().map { offset, row in
                    let keys = TextWidth.padded(offset == 0 ? entry.keys : "", to: width)
                    let role: Style.Role = refusal == nil ? .normal : .dim
                    return Line(text: " \(keys)  \(row)", role: role, entry: id)
                }
            }
        }
        if lines.isEmpty {
            return [Line(text: page.isMenu ? "Nothing." : "No key does anything of that name.", role: .dim)]
        }
        let notes = notes.flatMap { Wrapping.lines(of: $0, width: max(8, model.size.width - 4)) }
        return page.isMenu ? lines : lines + notes.map { Line(text: $0, role: .dim) }
    }

    private static let notes =
        [
            "",
            "CPU% is percent of one core. `~` marks text that was cut.",
            "`!` marks what failed, `+` what was changed since its container was made: an up applies it.",
            "With the mouse on, Shift and drag selects text in most terminals.",
        ]

    private static func entries(of model: Model, _ page: HelpPage) -> [Entry] {
        model.preferences.keyMap.bindings.filter { !$0.keys.isEmpty || model.isCustom($0.command) }.compactMap {
            binding in
            guard let row = model.row(binding.command, in: binding.context) else { return nil }
            if page.isMenu, !model.isInMenu(row, at: binding.context) { return nil }
            let keys = binding.keys.map(\.name).joined(separator: " ")
            let words = "\(keys) \(row.help) \(row.name.text)"
            guard page.query.isEmpty || Pattern(page.query).matches(words) else { return nil }
            return Entry(row: row, keys: keys, place: binding.context)
        }
    }
}
