/// A YAML tree with the place of everything in it.
public struct SpecNode: Sendable {
    /// A key, its value and where the key is written.
    public struct Entry: Sendable {
        /// The key.
        public var key: String
        /// Where the key is written.
        public var place: SpecPlace
        /// What is written after it.
        public var value: SpecNode
    }

    /// What is written somewhere.
    public indirect enum Content: Sendable {
        /// Anything but `list` and `map`.
        case scalar(YAMLValue)
        /// A sequence.
        case list([SpecNode])
        /// A mapping in written order; no key occurs twice.
        case map([Entry])
    }

    /// What is written here.
    public var content: Content
    /// Where it is written.
    public var place: SpecPlace
    /// The text of a scalar without quotes and tag, from which YAML makes a number or a truth value.
    var written: String?

    var isNull: Bool {
        if case .scalar(.null) = content { true } else { false }
    }

    /// The value of a key; nil when this is not a mapping or has no such key.
    subscript(key: String) -> SpecNode? {
        if case .map(let entries) = content { entries.first { $0.key == key }?.value } else { nil }
    }

    /// The tree without its places.
    var value: YAMLValue {
        switch content {
        case .scalar(let value): value
        case .list(let items): .list(items.map(\.value))
        case .map(let entries): .map(entries.map { YAMLEntry($0.key, $0.value.value) })
        }
    }

    /// What it is, for messages.
    public var description: String {
        switch content {
        case .scalar(.null): "nothing"
        case .scalar(.bool(let flag)): "the truth value \(flag)"
        case .scalar(.int(let number)): "the number \(number)"
        case .scalar(.float(let text)): "the number \(text)"
        case .scalar: "a text"
        case .list: "a list"
        case .map: "a mapping"
        }
    }
}
