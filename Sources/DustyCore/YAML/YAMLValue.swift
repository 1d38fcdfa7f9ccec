/// A free-form YAML tree in written order, as found in services and in an app's `compose`.
public indirect enum YAMLValue: Sendable, Hashable {
    /// Nothing.
    case null
    /// A truth value.
    case bool(Bool)
    /// A whole number.
    case int(Int)
    /// Any other number, as written, so that `3.10` stays `3.10`.
    case float(String)
    /// Text.
    case string(String)
    /// Text that is not shown: a variable that was set on this host.
    case secret(Secret)
    /// A sequence.
    case list([YAMLValue])
    /// A mapping in written order; no key occurs twice.
    case map([YAMLEntry])
}

/// One key of a mapping and its value.
public struct YAMLEntry: Sendable, Hashable {
    /// The key; numbers and truth values as keys are stored as their text.
    public var key: String
    /// Its value.
    public var value: YAMLValue

    /// An entry with its parts.
    public init(_ key: String, _ value: YAMLValue) {
        self.key = key
        self.value = value
    }
}

extension YAMLValue {
    /// The same tree with other texts; keys and secrets stay.
    func mapTexts<Failure: Error>(_ change: (String) throws(Failure) -> String) throws(Failure) -> YAMLValue {
        switch self {
        case .string(let text): return .string(try change(text))
        case .list(let items):
            var changed: [YAMLValue] = []
            for item in items { changed.append(try item.mapTexts(change)) }
            return .list(changed)
        case .map(let entries):
            var changed: [YAMLEntry] = []
            for entry in entries { changed.append(YAMLEntry(entry.key, try entry.value.mapTexts(change))) }
            return .map(changed)
        case .null, .bool, .int, .float, .secret: return self
        }
    }

    /// The value of a key; nil when this is not a mapping or has no such key. Setting nil removes the key; setting a key of something that
    /// is not a mapping makes it one.
    public subscript(key: String) -> YAMLValue? {
        get { entries.first { $0.key == key }?.value }
        set {
            var entries = entries
            let index = entries.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): entries[index].value = value
            case (let index?, nil): entries.remove(at: index)
            case (nil, let value?): entries.append(YAMLEntry(key, value))
            case (nil, nil): break
            }
            self = .map(entries)
        }
    }

    /// The entries of a mapping; empty for anything else.
    public var entries: [YAMLEntry] {
        if case .map(let entries) = self { entries } else { [] }
    }

    /// The items of a list; nil for anything else.
    public var items: [YAMLValue]? {
        if case .list(let items) = self { items } else { nil }
    }

    /// Text of a scalar; nil for null, secrets, lists and mappings.
    public var text: String? {
        switch self {
        case .string(let text), .float(let text): text
        case .int(let number): String(number)
        case .bool(let flag): flag ? "true" : "false"
        case .null, .secret, .list, .map: nil
        }
    }

    /// Text of a scalar, a secret's too.
    var revealedText: String? {
        if case .secret(let secret) = self { secret.revealed } else { text }
    }

    /// The value as a YAML document, secrets included: for a file that must contain them.
    public var document: Secret { YAMLWriter.revealedText(of: self) }

    /// A list of texts.
    public static func strings(_ texts: [String]) -> YAMLValue {
        .list(texts.map { .string($0) })
    }

    /// The same mapping with its keys in alphabetical order; values inside keep theirs.
    public var sortedByKey: YAMLValue {
        .map(entries.sorted { $0.key < $1.key })
    }
}

extension YAMLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .int(value) }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A list.
    public init(arrayLiteral elements: YAMLValue...) { self = .list(elements) }
    /// A mapping in written order.
    public init(dictionaryLiteral elements: (String, YAMLValue)...) {
        self = .map(elements.map { YAMLEntry($0.0, $0.1) })
    }
}

extension YAMLValue {
    /// The value on one line, as YAML in flow style; for showing, not for writing files.
    public var flow: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .float(let text): text
        case .string(let text): text.isEmpty ? "\"\"" : text
        case .secret(let secret): secret.description
        case .list(let items): "[" + items.map(\.flow).joined(separator: ", ") + "]"
        case .map(let entries): "{" + entries.map { "\($0.key): \($0.value.flow)" }.joined(separator: ", ") + "}"
        }
    }
}
