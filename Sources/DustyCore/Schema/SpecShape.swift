/// What the value of a key looks like.
public indirect enum SpecShape: Sendable, Equatable {
    /// A text.
    case text(TextShape)
    /// A whole number within bounds.
    case integer(ClosedRange<Int>)
    /// Any number.
    case number
    /// A truth value; a lenient one may also be a text, as Compose allows.
    case flag(isLenient: Bool)
    /// Nothing.
    case null
    /// A list of at least this many items.
    case list(of: SpecShape, least: Int)
    /// A mapping with keys of its own.
    case mapping(SpecTable)
    /// A mapping with any keys.
    case map(of: SpecShape)
    /// One of several shapes, distinguished by their kind.
    case either([SpecShape])
    /// Anything.
    case any
}

extension SpecShape {
    /// A text that is not empty.
    static let text = SpecShape.text(.filled)
    /// A list of texts.
    static let texts = SpecShape.list(of: .text, least: 0)
    /// Names of specs of one kind.
    static func names(of kind: String) -> SpecShape {
        .list(of: .text(TextShape(words: "the name of \(kind)")), least: 0)
    }
    /// Any number of commands.
    static let anyCommands = SpecShape.list(of: .text(.command), least: 0)
    /// At least one command.
    static let commands = SpecShape.list(of: .text(.command), least: 1)
    /// A truth value.
    static let flag = SpecShape.flag(isLenient: false)
    /// A TCP port.
    static let port = SpecShape.integer(1...65_535)

    /// A list of mappings.
    static func mappings(_ table: SpecTable) -> SpecShape { .list(of: .mapping(table), least: 0) }

    /// The keys below this shape; nil when it has none.
    public var table: SpecTable? {
        switch self {
        case .mapping(let table): table
        case .list(let item, _): item.table
        case .map(let value): value.table
        case .either(let shapes): shapes.lazy.compactMap(\.table).first
        case .text, .integer, .number, .flag, .null, .any: nil
        }
    }
}
