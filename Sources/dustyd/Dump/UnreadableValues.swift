/// Guesses the values in a YAML file that no parser accepts, so that they can be removed from other text.
enum UnreadableValues {
    private static let quotes: Set<Character> = ["\"", "'", ",", "{", "}", "[", "]"]

    /// The text after the colons of its lines, with and without quotes, as a whole and word by word.
    static func all(in text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).flatMap { line -> [String] in
            if line.drop(while: \.isWhitespace).hasPrefix("#") { return [] }
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let value = trimmed(parts.count == 2 ? parts[1] : parts[0])
            return [value, trimmed(value[...], quotes)]
                + value.split { quotes.contains($0) || $0.isWhitespace }.map(String.init)
        }
    }

    private static func trimmed(_ text: Substring, _ others: Set<Character> = []) -> String {
        func goes(_ character: Character) -> Bool { character.isWhitespace || others.contains(character) }
        var text = text.drop(while: goes)
        while let last = text.last, goes(last) { text = text.dropLast() }
        return String(text)
    }
}
