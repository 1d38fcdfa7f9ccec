/// The little of a terminal that commands use: lines, cursor up, clear to the end, colours.
enum TextScreen {
    /// The lines that are visible after `output`.
    static func showing(_ output: String) -> [String] {
        var lines = [""]
        var row = 0
        var rest = Substring(output)
        while let character = rest.popFirst() {
            switch character {
            case "\n":
                row += 1
                if row == lines.count { lines.append("") }
            case "\r": break
            case "\u{1B}":
                let sequence = rest.dropFirst().prefix { !$0.isLetter }
                let final = rest.dropFirst(1 + sequence.count).first
                rest = rest.dropFirst(2 + sequence.count)
                if final == "A" { row = max(0, row - (Int(sequence) ?? 1)) }
                if final == "J" { lines = Array(lines[..<row]) + [""] }
            default: lines[row].append(character)
            }
        }
        return lines
    }
}
