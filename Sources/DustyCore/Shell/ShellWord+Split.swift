extension ShellWord {
    /// The words of a command line as a shell would split it, with quotes and backslashes, without expansion. Throws
    /// `.invalid` when a quote is not closed.
    public static func split(_ text: String) throws(DustyError) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Unicode.Scalar?
        // By scalar: a mark that combines with a quote is a character of the word, and the quote is still a quote.
        var characters = text.unicodeScalars.makeIterator()
        while let character = characters.next() {
            switch (quote, character) {
            case (let open?, character) where open == character: quote = nil
            case ("'", _): word = (word ?? "") + String(character)
            case ("\"", "\\"):
                let next = characters.next() ?? "\\"
                word = (word ?? "") + ("\"\\$`".unicodeScalars.contains(next) ? String(next) : "\\" + String(next))
            case ("\"", _): word = (word ?? "") + String(character)
            case (_, "'"), (_, "\""): (quote, word) = (character, word ?? "")
            case (_, "\\"): word = (word ?? "") + String(characters.next() ?? "\\")
            case _ where character.properties.isWhitespace:
                if let ended = word { words.append(ended) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else {
            throw DustyError(
                .invalid,
                "a quote in the default arguments is not closed",
                hint: "close it in `default_args` of the spec"
            )
        }
        return words + [word].compactMap { $0 }
    }
}
