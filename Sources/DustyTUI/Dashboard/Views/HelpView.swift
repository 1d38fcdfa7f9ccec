import DustyTerminal

/// The help screen: the key map, written out.
enum HelpView {
    /// Its lines; actions without a key have none.
    static func lines(of keyMap: KeyMap) -> [PagerView.Line] {
        var lines: [PagerView.Line] = []
        let bindings = keyMap.bindings.filter { !$0.keys.isEmpty }
        let width = bindings.map { names(of: $0).count }.max() ?? 10
        for context in KeyMap.Context.allCases {
            let own = bindings.filter { $0.context == context }
            if own.isEmpty { continue }
            if !lines.isEmpty { lines.append(("", .normal)) }
            lines.append((context.rawValue, .title))
            lines += own.map { (" \(TextWidth.padded(names(of: $0), to: width))  \($0.help)", .normal) }
        }
        lines.append(("", .normal))
        lines.append(("CPU% is percent of one core. `~` marks text that was cut.", .dim))
        return lines
    }

    private static func names(of binding: KeyMap.Binding) -> String {
        binding.keys.map(\.name).joined(separator: " ")
    }
}
