extension Ink {
    /// An unknown word in a look.
    public struct UnknownWord: Error, Equatable {
        /// The word as written.
        public var word: String
    }

    /// The named colours, in the order of their numbers.
    public static let colourNames =
        ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
        + ["bright-black", "bright-red", "bright-green", "bright-yellow"]
        + ["bright-blue", "bright-magenta", "bright-cyan", "bright-white"]

    /// Attributes by their names.
    public static let attributeNames = ["bold", "dim", "italic", "underline", "reverse"]

    /// An ink as users write it: attributes and a colour, optionally followed by `on` and the background colour, such
    /// as `bold white on #a00000`. Colours are names, numbers from 0 to 255, `#rrggbb`, or `default` for the terminal's
    /// own.
    public init(words text: String) throws(UnknownWord) {
        self = .plain
        var isBehind = false
        for word in text.lowercased().split(whereSeparator: \.isWhitespace).map(String.init) {
            if let place = Self.attributeNames.firstIndex(of: word) {
                attributes.insert(Attributes(rawValue: 1 << place))
            } else if word == "on", !isBehind {
                isBehind = true
            } else if word == "default" || Self.colour(word) != nil {
                if isBehind { background = Self.colour(word) } else { foreground = Self.colour(word) }
            } else {
                throw UnknownWord(word: word)
            }
        }
    }

    private static func colour(_ word: String) -> UInt8? {
        if let place = colourNames.firstIndex(of: word) { return UInt8(place) }
        if word == "grey" || word == "gray" { return 245 }
        guard word.first == "#" else { return UInt8(word) }
        let digits = word.dropFirst()
        guard digits.utf8.count == 6, let value = Int(digits, radix: 16), value >= 0 else { return nil }
        return Quantiser.index(red: value >> 16, green: value >> 8 & 255, blue: value & 255)
    }
}
