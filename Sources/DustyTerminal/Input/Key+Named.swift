extension Key {
    /// The key of this name in the help; upper and lower case count only for single characters. Nil for unknown names,
    /// and for keys that a terminal cannot distinguish from another, such as Ctrl-I, which is Tab.
    public init?(named name: String) {
        if let character = name.first, name.count == 1 {
            guard character != " ", character.unicodeScalars.allSatisfy({ TextWidth.columns(of: $0) > 0 }) else {
                return nil
            }
            self = .character(character)
            return
        }
        let lower = name.lowercased()
        if lower == "space" {
            self = .character(" ")
        } else if let key = Self.names.first(where: { $0.value.lowercased() == lower })?.key {
            self = key
        } else if lower.hasPrefix("ctrl-"), let letter = lower.last, lower.count == 6, Self.isControl(letter) {
            self = .control(letter)
        } else if lower.first == "f", let number = Int(lower.dropFirst()), (1...63).contains(number) {
            self = .function(number)
        } else {
            return nil
        }
    }

    private static func isControl(_ letter: Character) -> Bool {
        guard letter.isASCII else { return false }
        // Backspace, Tab and Enter send the bytes of these four.
        return letter.isLetter ? !"hijm".contains(letter) : "\\]^_@".contains(letter)
    }
}
