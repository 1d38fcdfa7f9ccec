extension ServiceImport {
    /// Keeps the text of a Compose key with its variables, where the spec would have the same value with those of the project.
    mutating func keepText(of key: String) {
        guard key != "environment", let written = service.written?[key], let value = compose[key],
            let result = keptResult(of: written), Self.isSame(result, value)
        else { return }
        kept[key] = written
        noteKept(key, ImportedVariables.references(in: written))
    }

    /// The text of a variable as it is written, where the spec would have this value.
    func keptText(_ written: String?, for value: String) -> String? {
        guard let written, let result = keptResult(of: .string(written)), result == .string(value) else { return nil }
        return written
    }

    /// `environment` with variables in it: `texts` are those values that have some.
    mutating func keepEnvironment(_ texts: [String: String]) {
        guard !texts.isEmpty, let environment = compose["environment"] else { return }
        let escaped = ComposeDialect.escapingDollars(environment)
        kept["environment"] = .map(
            escaped.entries.map { entry in YAMLEntry(entry.key, texts[entry.key].map { .string($0) } ?? entry.value) }
        )
        noteKept("environment", texts.values.reduce(into: []) { $0.formUnion(Interpolation.references(in: $1)) })
    }

    private mutating func noteKept(_ key: String, _ names: Set<String>) {
        keptNames.formUnion(names)
        if let last = fields.lastIndex(where: { $0.field == key && $0.outcome == .taken }) { fields.remove(at: last) }
        taken(key, "with its variables: \(names.sorted().joined(separator: ", ")); .env of the specs has their values")
    }

    /// A tree with the values of the project in place of its variables; nil where it has none, or one that cannot be kept.
    private func keptResult(of written: YAMLValue) -> YAMLValue? {
        guard let values = plan.facts.kept else { return nil }
        let names = ImportedVariables.references(in: written)
        let hidden = plan.facts.variables.subtracting(values.keys)
        guard !names.isEmpty, names.isDisjoint(with: hidden) else { return nil }
        return Self.replace(written, values)
    }

    /// Thrown where a text has no value, or one that cannot be kept.
    private struct Unkept: Error {}

    private static func replace(_ value: YAMLValue, _ values: [String: String]) -> YAMLValue? {
        try? value.mapTexts { text throws(Unkept) in
            let outcome = Interpolation.outcome(of: text) { values[$0] }
            guard !outcome.isInvalid, outcome.missing == nil else { throw Unkept() }
            return outcome.text
        }
    }

    /// Whether two trees say the same to Compose, which makes numbers of texts.
    private static func isSame(_ left: YAMLValue, _ right: YAMLValue) -> Bool {
        switch (left, right) {
        case (.list(let left), .list(let right)):
            left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1) }
        case (.map(let entries), .map(let others)):
            entries.count == others.count
                && entries.allSatisfy { entry in right[entry.key].map { isSame(entry.value, $0) } ?? false }
        default: left == right || left.text != nil && left.text == right.text
        }
    }
}

extension ComposeImport {
    /// Text of the file `.env` of the specs: the values of variables that texts keep. Nil where none does.
    static func environment(_ names: Set<String>, _ values: [String: String]) -> String {
        let lines = names.sorted().compactMap { name in values[name].map { "\(name)=\(quoted($0))\n" } }
        let unset = names.filter { values[$0] == nil }.sorted()
        let more = unset.map { "# \($0)=\n" }
        return """
            # Values of `$NAME` in the Compose keys of these specs. Made by `dusty import`; yours to change. It is committed
            # with the specs, so passwords belong elsewhere: see `dusty env set`.

            """ + (lines + more).joined()
    }

    /// A value as Compose reads it from such a file.
    private static func quoted(_ value: String) -> String {
        let isPlain = value.utf8.allSatisfy { $0.isASCIILetterOrDigit || "_./:@%+,=-".utf8.contains($0) }
        if isPlain { return value }
        let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("$", with: "\\$")
        return "\"\(escaped)\""
    }
}
