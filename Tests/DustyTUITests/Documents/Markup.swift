/// A YAML tree in the order in which it is written.
indirect enum Markup {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([Markup])
    case map([(String, Markup)])

    /// The tree as a document.
    var document: String {
        lines(indent: 0).joined(separator: "\n") + "\n"
    }

    private func lines(indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        switch self {
        case .map(let entries) where !entries.isEmpty:
            return entries.flatMap { key, value in
                let head = margin + Self.scalar(key) + ":"
                return value.isNested ? [head] + value.lines(indent: indent + 2) : [head + " " + value.inline]
            }
        case .list(let items) where !items.isEmpty:
            return items.flatMap { item in
                guard item.isNested else { return [margin + "- " + item.inline] }
                var lines = item.lines(indent: indent + 2)
                lines[0] = margin + "- " + lines[0].dropFirst(indent + 2)
                return lines
            }
        default: return [margin + inline]
        }
    }

    private var isNested: Bool {
        switch self {
        case .map(let entries): !entries.isEmpty
        case .list(let items): !items.isEmpty
        default: false
        }
    }

    private var inline: String {
        switch self {
        case .text(let text): Self.scalar(text)
        case .number(let number): String(number)
        case .flag(let flag): String(flag)
        case .list: "[]"
        case .map: "{}"
        }
    }

    private static func scalar(_ text: String) -> String {
        let isWord = text.allSatisfy { $0.isLetter || "_/{} .,;-".contains($0) } && text.first?.isLetter == true
        let isPlain =
            isWord && !text.hasSuffix(" ") && !["true", "false", "null", "yes", "no", "on", "off"].contains(text)
        if isPlain || text.first == "/" { return text }
        return "'" + text.replacing("'", with: "''") + "'"
    }
}
