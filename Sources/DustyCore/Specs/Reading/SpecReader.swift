/// Reads one mapping of a spec key by key and records everything that is wrong with it. The table says what a key must
/// look like, whether it is required, and its default; a decoder only says which keys it takes.
struct SpecReader {
    /// Collects the findings of readers of one file, and the places of keys.
    final class Log {
        let file: String
        /// Variables of the specs; nil where a dollar is a dollar.
        let variables: SpecVariables?
        var problems: [SpecProblem] = []
        /// How many of each severity may still be reported: hostile files have as many as they like.
        private var room: [SpecProblem.Severity: Int] = [.error: Log.mostProblems, .warning: Log.mostProblems]
        static let mostProblems = 200
        var places: [String: SpecPlace] = [:]
        /// Texts in which variables were replaced, by key.
        private(set) var substitutions: [String: VariableVeil.Substitution] = [:]
        /// Names of the variables in them.
        private(set) var used: Set<String> = []
        /// How long such texts may still become in this file.
        private(set) var left = SpecSources.sizeLimit

        init(file: String, variables: SpecVariables? = nil) {
            self.file = file
            self.variables = variables
        }

        func note(_ key: String, written: String, value: String, names: Set<String>) {
            substitutions[key] = VariableVeil.Substitution(written: written, value: value)
            used.formUnion(names)
            left -= min(left, value.utf8.count)
        }

        func report(
            _ place: SpecPlace,
            _ key: String,
            _ message: String,
            hint: String? = nil,
            severity: SpecProblem.Severity = .error
        ) {
            let left = room[severity, default: 0]
            guard left > 0 else { return }
            room[severity] = left - 1
            let isLast = left == 1
            problems.append(
                SpecProblem(
                    file: file,
                    line: place.line,
                    column: place.column,
                    key: isLast ? "" : key,
                    message: isLast ? "here and below there is more of this kind wrong than is reported" : message,
                    hint: isLast ? "correct what is reported first" : hint,
                    severity: severity
                )
            )
        }
    }

    let log: Log
    let path: String
    let place: SpecPlace
    let entries: [SpecNode.Entry]
    /// Whether the keys that are written go together.
    let isConsistent: Bool
    private let table: SpecTable

    /// A reader of a mapping; a null or anything else is reported and nil. Keys that the table does not allow are reported, and those that do
    /// not go together.
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
        self.entries = entries
        self.path = path
        self.log = log
        self.table = table
        place = node.place
        let faults = table.faults { name in entries.contains { $0.key == name } }
        isConsistent = faults.isEmpty
        for fault in faults {
            let written = entries.first { $0.key == fault.key }
            let place = written.map { $0.value.isNull ? $0.place : $0.value.place } ?? place
            log.report(place, key(fault.key), fault.message, hint: fault.hint)
        }
        for entry in entries where !table.allows(entry.key) {
            ShapeCheck(log: log).report(unknown: entry, key(entry.key), in: table)
        }
    }

    /// The table's entry for a key. It has every key that a decoder takes.
    func known(_ name: String) -> SpecKey {
        guard let key = table[name] else {
            assertionFailure("\(table.title) has no key \(name)")
            return SpecKey(name, .any, "")
        }
        return key
    }

    /// Dotted path of a key of this mapping.
    func key(_ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    /// Whether the key is written at all.
    func has(_ name: String) -> Bool {
        entries.contains { $0.key == name }
    }

    /// The node of a key. A null is reported: it is neither a value nor the default. A missing required key is reported
    /// too.
    func node(_ name: String) -> SpecNode? {
        let known = known(name)
        guard let entry = entries.first(where: { $0.key == name }) else {
            if known.isRequired {
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
    func string(_ name: String) -> String? {
        node(name).flatMap { text($0, key(name), allowsEmpty: known(name).shape == .text(.free)) }
    }

    /// A whole number within bounds.
    func integer(_ name: String) -> Int? {
        guard let node = node(name) else { return nil }
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
        if case .integer(let bounds) = known(name).shape, !bounds.contains(number) {
            log.report(
                node.place,
                key(name),
                "\(number) is not between \(bounds.lowerBound) and \(bounds.upperBound)"
            )
            return nil
        }
        return number
    }

    /// A truth value, or its default.
    func flag(_ name: String) -> Bool {
        let usual = known(name).standard == .bool(true)
        guard let node = node(name) else { return usual }
        if case .scalar(.bool(let flag)) = node.content { return flag }
        log.report(node.place, key(name), "this must be true or false, not \(node.description)")
        return usual
    }

    /// A list of texts; empty when absent.
    func strings(_ name: String) -> [String] {
        items(name).compactMap { text($0.node, $0.path, allowsEmpty: false) }
    }

    /// A mapping below this one.
    func mapping(_ name: String) -> SpecReader? {
        guard let node = node(name), let table = known(name).shape.table else { return nil }
        return SpecReader(node, path: key(name), log: log, table: table)
    }

    /// The mappings of a list; empty when absent.
    func mappings(_ name: String) -> [SpecReader] {
        guard let table = known(name).shape.table else { return [] }
        return items(name).compactMap { SpecReader($0.node, path: $0.path, log: log, table: table) }
    }

    /// A mapping of Compose keys below this one; empty when absent.
    func compose(_ name: String) -> YAMLValue {
        guard let node = node(name), let table = known(name).shape.table else { return [:] }
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

    /// Records the places of everything inside a free tree.
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

    private func items(_ name: String) -> [(node: SpecNode, path: String)] {
        guard let node = node(name) else { return [] }
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
