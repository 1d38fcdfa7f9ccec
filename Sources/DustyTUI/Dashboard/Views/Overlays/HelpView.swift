import DustyTerminal

/// The help screen: the key map, keys of the present context first.
enum HelpView {
    private struct Entry {
        var row: DashboardCommand
        var keys: String
    }

    /// Its lines; commands without a key have none, and during a search only matches appear.
    static func lines(of model: Model) -> [PagerView.Line] {
        var lines: [PagerView.Line] = []
        let entries = entries(of: model)
        let width = entries.map(\.keys.count).max() ?? 10
        let here = model.contextsBelow
        for context in here + KeyMap.Context.allCases.filter({ !here.contains($0) }) {
            let own = entries.filter { $0.row.place == context }
            if own.isEmpty { continue }
            if !lines.isEmpty { lines.append(("", .normal)) }
            lines.append((context.rawValue, .title))
            lines += own.map { entry in
                let text = " \(TextWidth.padded(entry.keys, to: width))  \(entry.row.help)"
                guard here.contains(context), let refusal = entry.row.refusal(in: model) else { return (text, .normal) }
                return ("\(text) (not now: \(refusal.why))", .dim)
            }
        }
        if lines.isEmpty { return [("No key does anything of that name.", .dim)] }
        lines.append(("", .normal))
        lines.append(("CPU% is percent of one core. `~` marks text that was cut.", .dim))
        lines.append(
            ("`!` marks what failed, `+` what was changed since its container was made: an up applies it.", .dim)
        )
        lines.append(("With the mouse on, Shift and drag selects text in most terminals.", .dim))
        return lines
    }

    private static func entries(of model: Model) -> [Entry] {
        let query = if case .help(_, let query) = model.overlay { query } else { "" }
        return model.keyMap.bindings.filter { !$0.keys.isEmpty }.compactMap { binding in
            guard let row = DashboardCommand.row(binding.command, in: binding.context) else { return nil }
            let keys = binding.keys.map(\.name).joined(separator: " ")
            guard query.isEmpty || Pattern(query).matches("\(keys) \(row.help)") else { return nil }
            return Entry(row: row, keys: keys)
        }
    }
}
