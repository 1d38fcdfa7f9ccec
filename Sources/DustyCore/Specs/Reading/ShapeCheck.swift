/// Compares a free tree with a shape and reports every difference.
struct ShapeCheck {
    let log: SpecReader.Log

    /// Checks the value at a path.
    func check(_ node: SpecNode, _ shape: SpecShape, path: String) {
        switch (shape, node.content) {
        case (.any, _): break
        case (.either(let shapes), _): check(node, anyOf: shapes, as: shape, path: path)
        case (.mapping(let table), .map(let entries)): check(entries, table, path: path)
        case (.map(let value), .map(let entries)):
            for entry in entries { check(entry.value, value, path: Self.path(path, entry.key)) }
        case (.list(let item, let least), .list(let items)):
            if items.count < least {
                log.report(node.place, path, "at least one is required", hint: "list it, or remove the key")
            }
            for (index, node) in items.enumerated() { check(node, item, path: "\(path).\(index)") }
        case (.text(let text), .scalar(.string(let value))): check(value, text, node, path: path)
        default:
            guard !Self.accepts(shape, node) else { return }
            log.report(
                node.place,
                path,
                "this must be \(Self.wanted(shape)), not \(node.description)",
                hint: hint(shape, node)
            )
        }
    }

    private func check(_ node: SpecNode, anyOf shapes: [SpecShape], as shape: SpecShape, path: String) {
        guard let fitting = shapes.first(where: { Self.accepts($0, node) }) else {
            return log.report(
                node.place,
                path,
                "this must be \(Self.wanted(shape)), not \(node.description)",
                hint: hint(shape, node)
            )
        }
        check(node, fitting, path: path)
    }

    private func check(_ entries: [SpecNode.Entry], _ table: SpecTable, path: String) {
        for entry in entries {
            let key = Self.path(path, entry.key)
            guard let known = table[entry.key] else {
                if !table.allows(entry.key) { report(unknown: entry, key, in: table) }
                continue
            }
            if entry.value.isNull, !Self.accepts(known.shape, entry.value) {
                log.report(entry.place, key, "this key has no value", hint: "give it one or remove the key")
            } else {
                check(entry.value, known.shape, path: key)
            }
        }
        for key in table.keys where key.isRequired && !entries.contains(where: { $0.key == key.name }) {
            log.report(
                log.places[path] ?? .start,
                Self.path(path, key.name),
                "this key is required",
                hint: "add `\(key.name)`"
            )
        }
    }

    /// Where a key belongs that only apps have, or only services; a service that needs it is an app that keeps its image's command.
    private static func elsewhere(_ key: String, in table: SpecTable) -> String? {
        if table.title == SpecTable.app.title, key == "share" {
            return "only services are shared between stacks: an app is what a stack is for"
        }
        guard table.title == SpecTable.service.title, SpecTable.app[key] != nil else { return nil }
        return
            "apps have it: put this file into apps/ with its other keys but `image` below `compose`; without `commands` an app runs its "
            + "image's own"
    }

    /// Reports a key that a mapping cannot have.
    func report(unknown entry: SpecNode.Entry, _ key: String, in table: SpecTable) {
        let hint =
            Self.elsewhere(entry.key, in: table) ?? Suggestion.hint(for: entry.key, among: table.names)
            ?? (table.names.count > 20
                ? "see docs/specs.md for the keys of \(table.title)"
                : "use one of: \(table.names.joined(separator: ", "))")
        log.report(entry.place, key, "unknown key", hint: hint)
    }

    private func check(_ value: String, _ text: TextShape, _ node: SpecNode, path: String) {
        if value.isEmpty, !text.mayBeEmpty {
            log.report(node.place, path, "this must not be empty")
        } else if !text.choices.isEmpty, !text.choices.contains(value) {
            log.report(
                node.place,
                path,
                "`\(value)` is not possible here",
                hint: Suggestion.hint(for: value, among: text.choices) ?? "use \(text.words)"
            )
        }
    }

    /// Whether a value has the kind of a shape; its content is not checked.
    static func accepts(_ shape: SpecShape, _ node: SpecNode) -> Bool {
        switch (shape, node.content) {
        case (.any, _), (.list, .list), (.mapping, .map), (.map, .map): true
        case (.either(let shapes), _): shapes.contains { accepts($0, node) }
        case (.text, .scalar(.string)), (.flag, .scalar(.bool)), (.null, .scalar(.null)): true
        case (.number, .scalar(.int)), (.number, .scalar(.float)): true
        case (.integer(let bounds), .scalar(.int(let number))): bounds.contains(number)
        case (.flag(isLenient: true), .scalar(.string(let text))): ["true", "false"].contains(text.lowercased())
        default: false
        }
    }

    private static func wanted(_ shape: SpecShape) -> String {
        if case .text(let text) = shape, text.pattern == nil, text.choices.isEmpty { return text.words }
        return shape.words
    }

    /// The usual mistake is a text that YAML reads as something else.
    private func hint(_ shape: SpecShape, _ node: SpecNode) -> String? {
        switch (shape, node.content) {
        case (_, .scalar(.null)), (_, .map), (_, .list): nil
        case (.text, .scalar): "put it in quotes"
        case (.either(let shapes), .scalar): shapes.lazy.compactMap { hint($0, node) }.first
        case (.list, .scalar): "write each item on a line of its own that begins with `- `"
        default: nil
        }
    }

    private static func path(_ path: String, _ key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }
}
