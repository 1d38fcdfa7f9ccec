/// Writes YAML in block style that every YAML 1.1 and 1.2 reader understands alike.
enum YAMLWriter {
    /// The text of a value, with a line ending.
    static func text(of value: YAMLValue) -> String {
        switch value {
        case .map(let entries) where !entries.isEmpty: map(entries, indent: 0)
        case .list(let items) where !items.isEmpty: list(items, indent: 0)
        default: inline(value) + "\n"
        }
    }

    private static func map(_ entries: [YAMLEntry], indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        return entries.map { entry in
            let key = margin + scalar(entry.key) + ":"
            switch entry.value {
            case .map(let entries) where !entries.isEmpty: return key + "\n" + map(entries, indent: indent + 2)
            case .list(let items) where !items.isEmpty: return key + "\n" + list(items, indent: indent + 2)
            default: return key + " " + inline(entry.value) + "\n"
            }
        }.joined()
    }

    private static func list(_ items: [YAMLValue], indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        return items.map { item in
            switch item {
            case .map(let entries) where !entries.isEmpty:
                margin + "- " + map(entries, indent: indent + 2).dropFirst(indent + 2)
            case .list(let items) where !items.isEmpty:
                margin + "- " + list(items, indent: indent + 2).dropFirst(indent + 2)
            default: margin + "- " + inline(item) + "\n"
            }
        }.joined()
    }

    private static func inline(_ value: YAMLValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .float(let text): text
        case .string(let text): scalar(text)
        case .list: "[]"
        case .map: "{}"
        }
    }

    /// A text: plain when no reader can take it for anything else, quoted otherwise.
    private static func scalar(_ text: String) -> String {
        isPlain(text) ? text : JSONText.quote(text)
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, first.isASCIILetterOrDigit || first == 0x2F || first == 0x5F else {
            return false
        }
        guard text.utf8.allSatisfy({ $0.isASCIILetterOrDigit || "/_.-+@,".utf8.contains($0) }) else { return false }
        // Words that some reader takes for a truth value, and all that could be a number or a date.
        let reserved = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
        return !reserved.contains(text.lowercased()) && !(0x30...0x39).contains(first)
    }
}
