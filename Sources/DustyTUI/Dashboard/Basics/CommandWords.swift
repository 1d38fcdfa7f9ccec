import DustyCore

/// Words of a typed line, with quotes as in a shell and nothing else: no variables, no patterns, no substitution.
enum CommandWords {
    /// The words. Throws `.invalid` when a quote is not closed.
    static func split(_ line: String) throws(DustyError) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = line[...]
        while let character = rest.popFirst() {
            switch (character, quote) {
            case (let end, let open?) where end == open: quote = nil
            case ("\\", nil), ("\\", "\""): if let next = rest.popFirst() { word = (word ?? "") + String(next) }
            case (_, _?): word = (word ?? "") + String(character)
            case ("'", nil), ("\"", nil):
                quote = character
                word = word ?? ""
            case (" ", nil):
                if let done = word { words.append(done) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else {
            throw DustyError(
                .invalid,
                "a quote in `\(line)` is not closed",
                hint: "close it, or put a backslash before it"
            )
        }
        if let word { words.append(word) }
        return words
    }
}
