import DustyTerminal

/// The help screen: the key map, what works here first.
enum HelpView {
    /// Its lines; actions without a key have none, and while one looks for something only what matches is there.
    static func lines(of model: Model) -> [PagerView.Line] {
        var lines: [PagerView.Line] = []
        let query = query(of: model)
        let bindings = model.keyMap.bindings.filter { !$0.keys.isEmpty && matches($0, query) }
        let width = bindings.map { names(of: $0).count }.max() ?? 10
        let here = model.contextsBelow
        for context in here + KeyMap.Context.allCases.filter({ !here.contains($0) }) {
            let own = bindings.filter { $0.context == context }
            if own.isEmpty { continue }
            if !lines.isEmpty { lines.append(("", .normal)) }
            lines.append((context.rawValue, .title))
            lines += own.map { binding in
                let text = " \(TextWidth.padded(names(of: binding), to: width))  \(binding.help)"
                guard here.contains(context), let reason = model.reason(against: binding.action) else {
                    return (text, .normal)
                }
                return ("\(text) (not now: \(reason))", .dim)
            }
        }
        if lines.isEmpty { return [("No key does anything of that name.", .dim)] }
        lines.append(("", .normal))
        lines.append(("CPU% is percent of one core. `~` marks text that was cut.", .dim))
        lines.append(("With the mouse on, Shift and drag selects text in most terminals.", .dim))
        return lines
    }

    private static func query(of model: Model) -> String {
        if case .help(_, let query) = model.overlay { query } else { "" }
    }

    private static func matches(_ binding: KeyMap.Binding, _ query: String) -> Bool {
        query.isEmpty || Pattern(query).matches("\(names(of: binding)) \(binding.help)")
    }

    private static func names(of binding: KeyMap.Binding) -> String {
        binding.keys.map(\.name).joined(separator: " ")
    }
}
