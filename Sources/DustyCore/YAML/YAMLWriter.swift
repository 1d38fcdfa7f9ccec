/// Writes YAML in block style that every YAML 1.1 and 1.2 reader understands alike.
struct YAMLWriter {
    /// Whether secrets are written as they are; otherwise a mark replaces them.
    private let reveals: Bool

    /// The text of a value, with a line ending; secrets are replaced by a mark.
    static func text(of value: YAMLValue) -> String {
        YAMLWriter(reveals: false).text(of: value)
    }

    /// The text of a value with its secrets.
    static func revealedText(of value: YAMLValue) -> Secret {
        Secret(YAMLWriter(reveals: true).text(of: value))
    }

    private func text(of value: YAMLValue) -> String {
        switch value {
        case .map(let entries) where !entries.isEmpty: map(entries, indent: 0)
        case .list(let items) where !items.isEmpty: list(items, indent: 0)
        default: inline(value) + "\n"
        }
    }

    private func map(_ entries: [YAMLEntry], indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        return entries.map { entry in
            let key = margin + Self.key(scalar(entry.key), margin)
            switch entry.value {
            case .map(let entries) where !entries.isEmpty: return key + "\n" + map(entries, indent: indent + 2)
            case .list(let items) where !items.isEmpty: return key + "\n" + list(items, indent: indent + 2)
            default: return key + " " + inline(entry.value) + "\n"
            }
        }.joined()
    }

    private func list(_ items: [YAMLValue], indent: Int) -> String {
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

    private func inline(_ value: YAMLValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .float(let text): text
        case .string(let text): scalar(text)
        case .secret(let secret): scalar(reveals ? secret.revealed : secret.description)
        case .list: "[]"
        case .map: "{}"
        }
    }

    /// A text: plain when no reader can misread it, quoted otherwise.
    private func scalar(_ text: String) -> String {
        Self.isPlain(text) ? text : JSONText.quote(text)
    }

    /// A key with its colon. Readers accept at most 1,024 characters for a plain key.
    private static func key(_ text: String, _ margin: String) -> String {
        text.utf8.count <= 500 ? text + ":" : "? \(text)\n\(margin):"
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, first.isASCIILetterOrDigit || first == 0x2F || first == 0x5F else {
            return false
        }
        guard text.utf8.allSatisfy({ $0.isASCIILetterOrDigit || "/_.-+@,".utf8.contains($0) }) else { return false }
        // Words that some reader takes for a truth value, and everything that could be a number or a date.
        let reserved = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
        return !reserved.contains(text.lowercased()) && !(0x30...0x39).contains(first)
    }
}
