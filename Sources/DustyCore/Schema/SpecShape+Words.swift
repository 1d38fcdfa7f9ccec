extension SpecShape {
    /// What a value must be, for messages, such as `a list` or `a text or a number`.
    var words: String {
        switch self {
        case .text: "a text"
        case .integer: "a whole number"
        case .number: "a number"
        case .flag: "true or false"
        case .null: "nothing"
        case .list: "a list"
        case .mapping, .map: "a mapping"
        case .either(let shapes): Self.alternatives(shapes.filter { $0 != .null }.map(\.words))
        case .any: "anything"
        }
    }

    /// What a value is, in full, such as `a list of host names`.
    public var description: String {
        switch self {
        case .text(let text): text.words
        case .integer(let bounds): "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
        case .number, .flag, .null, .any: words
        case .list(let item, let least):
            (least > 0 ? "a list of at least one item, each " : "a list, each item ") + item.description
        case .mapping: "a mapping"
        case .map(of: .any): "a mapping"
        case .map(let value): "a mapping, each value " + value.description
        case .either(let shapes): Self.alternatives(shapes.filter { $0 != .null }.map(\.description))
        }
    }

    private static func alternatives(_ words: [String]) -> String {
        var seen: Set<String> = []
        let words = words.filter { seen.insert($0).inserted }
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }
}
