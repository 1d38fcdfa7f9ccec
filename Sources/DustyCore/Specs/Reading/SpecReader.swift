/// Reads one mapping of a spec key by key and notes everything that is wrong with it.
struct SpecReader {
    /// Collects what readers of one file find and where keys are.
    final class Log {
        let file: String
        var problems: [SpecProblem] = []
        var places: [String: SpecPlace] = [:]

        init(file: String) {
            self.file = file
        }

        func report(
            _ place: SpecPlace,
            _ key: String,
            _ message: String,
            hint: String? = nil,
            severity: SpecProblem.Severity = .error
        ) {
            problems.append(
                SpecProblem(
                    file: file,
                    line: place.line,
                    column: place.column,
                    key: key,
                    message: message,
                    hint: hint,
                    severity: severity
                )
            )
        }
    }

    let log: Log
    let path: String
    let place: SpecPlace
    let entries: [SpecNode.Entry]

    /// A reader of a mapping; a null or anything else is reported and nil. Keys that the table does not allow are reported.
    init?(_ node: SpecNode, path: String, log: Log, table: SpecTable) {
        log.places[path] = node.place
        guard case .map(let entries) = node.content else {
            log.report(
                node.place,
                path,
                "this must be a mapping, not \(node.description)",
                hint: "write `key: value` lines"
            )
            return nil
        }
        self.init(entries: entries, path: path, log: log, place: node.place)
        for entry in entries where !table.allows(entry.key) {
            ShapeCheck(log: log).report(unknown: entry, key(entry.key), in: table)
        }
    }

    private init(entries: [SpecNode.Entry], path: String, log: Log, place: SpecPlace) {
        self.entries = entries
        self.path = path
        self.log = log
        self.place = place
    }

    /// Dotted path of a key of this mapping.
    func key(_ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    /// Whether the key is written at all.
    func has(_ name: String) -> Bool {
        entries.contains { $0.key == name }
    }

    /// The node of a key. A null is reported: it is neither a value nor the default. So is the absence of what is required.
    func node(_ name: String, required: Bool = false) -> SpecNode? {
        guard let entry = entries.first(where: { $0.key == name }) else {
            if required {
                log.report(place, key(name), "this key is required", hint: "add `\(name)`")
            }
            return nil
        }
        log.places[key(name)] = entry.value.place
        guard entry.value.isNull else { return entry.value }
        log.places[key(name)] = entry.place
        log.report(entry.place, key(name), "this key has no value", hint: "give it one or remove the key")
        return nil
    }

    /// A text.
    func string(_ name: String, required: Bool = false, allowsEmpty: Bool = false) -> String? {
        node(name, required: required).flatMap { text($0, key(name), allowsEmpty: allowsEmpty) }
    }

    /// A whole number within bounds.
    func integer(_ name: String, in bounds: ClosedRange<Int>, required: Bool = false) -> Int? {
        guard let node = node(name, required: required) else { return nil }
        guard case .scalar(.int(let number)) = node.content else {
            let isQuoted = if case .scalar(.string(let text)) = node.content { Int(text) != nil } else { false }
            log.report(
                node.place,
                key(name),
                "this must be a whole number, not \(node.description)",
                hint: isQuoted ? "remove the quotes" : nil
            )
            return nil
        }
        guard bounds.contains(number) else {
            log.report(
                node.place,
                key(name),
                "\(number) is not between \(bounds.lowerBound) and \(bounds.upperBound)"
            )
            return nil
        }
        return number
    }

    /// A truth value.
    func flag(_ name: String, default value: Bool) -> Bool {
        guard let node = node(name) else { return value }
        if case .scalar(.bool(let flag)) = node.content { return flag }
        log.report(node.place, key(name), "this must be true or false, not \(node.description)")
        return value
    }

    /// A list of texts; empty when absent.
    func strings(_ name: String, required: Bool = false) -> [String] {
        items(name, required: required).compactMap { text($0.node, $0.path, allowsEmpty: false) }
    }

    /// A mapping below this one.
    func mapping(_ name: String, required: Bool = false, _ table: SpecTable) -> SpecReader? {
        node(name, required: required).flatMap { SpecReader($0, path: key(name), log: log, table: table) }
    }

    /// The mappings of a list; empty when absent.
    func mappings(_ name: String, _ table: SpecTable) -> [SpecReader] {
        items(name).compactMap { SpecReader($0.node, path: $0.path, log: log, table: table) }
    }

    /// A mapping of Compose keys below this one; empty when absent.
    func compose(_ name: String, _ table: SpecTable) -> YAMLValue {
        guard let node = node(name) else { return [:] }
        guard case .map = node.content else {
            log.report(node.place, key(name), "this must be a mapping, not \(node.description)")
            return [:]
        }
        return ComposeChecks(log: log).read(node, table, path: key(name))
    }

    /// Reports a key of this mapping.
    func report(_ name: String, _ message: String, hint: String? = nil, severity: SpecProblem.Severity = .error) {
        let written = entries.first { $0.key == name }
        let place = log.places[key(name)] ?? written?.place ?? place
        log.report(place, key(name), message, hint: hint, severity: severity)
    }

    /// Notes the places of everything inside a free tree.
    static func note(_ node: SpecNode, path: String, log: Log) {
        log.places[path] = node.place
        let prefix = path.isEmpty ? "" : path + "."
        switch node.content {
        case .scalar: break
        case .list(let items):
            for (index, item) in items.enumerated() { note(item, path: "\(prefix)\(index)", log: log) }
        case .map(let entries):
            for entry in entries { note(entry.value, path: prefix + entry.key, log: log) }
        }
    }

    private func items(_ name: String, required: Bool = false) -> [(node: SpecNode, path: String)] {
        guard let node = node(name, required: required) else { return [] }
        guard case .list(let items) = node.content else {
            log.report(
                node.place,
                key(name),
                "this must be a list, not \(node.description)",
                hint: "write each item on a line of its own that begins with `- `"
            )
            return []
        }
        return items.enumerated().map { index, item in
            log.places["\(key(name)).\(index)"] = item.place
            return (item, "\(key(name)).\(index)")
        }
    }

    private func text(_ node: SpecNode, _ path: String, allowsEmpty: Bool) -> String? {
        guard case .scalar(.string(let text)) = node.content else {
            let isScalar = if case .scalar(let value) = node.content { value != .null } else { false }
            log.report(
                node.place,
                path,
                "this must be a text, not \(node.description)",
                hint: isScalar ? "put it in quotes" : nil
            )
            return nil
        }
        if text.isEmpty, !allowsEmpty {
            log.report(node.place, path, "this must not be empty")
            return nil
        }
        return text
    }
}
