extension Key {
    /// The key that help calls by this name; upper and lower case count only where one character stands for itself. Nil for what is no
    /// key, and for what a terminal cannot distinguish from another key, such as Ctrl-I, which is Tab.
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
