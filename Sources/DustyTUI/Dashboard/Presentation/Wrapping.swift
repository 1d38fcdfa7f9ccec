import DustyTerminal

/// Text in rows of a width.
enum Wrapping {
    /// The rows of a text, broken between words; a word that is longer than a row is cut.
    static func lines(of text: String, width: Int) -> [String] {
        guard width > 0 else { return [] }
        var rows = [""]
        for word in text.split(separator: " ", omittingEmptySubsequences: false).map(String.init) {
            let longer = rows[rows.count - 1].isEmpty ? word : "\(rows[rows.count - 1]) \(word)"
            if TextWidth.columns(of: longer) <= width {
                rows[rows.count - 1] = longer
                continue
            }
            if !rows[rows.count - 1].isEmpty { rows.append("") }
            for character in word {
                if TextWidth.columns(of: rows[rows.count - 1]) + TextWidth.columns(of: String(character)) > width {
                    rows.append("")
                }
                rows[rows.count - 1].append(character)
            }
        }
        return rows
    }

    /// The rows of what happened at a time; all but the first begin below the text.
    static func entry(_ time: String, _ text: String, width: Int) -> [String] {
        let indent = TextWidth.columns(of: time) + 1
        return lines(of: text, width: max(1, width - indent)).enumerated().map { offset, row in
            TextWidth.padded(offset == 0 ? time : "", to: indent) + row
        }
    }
}
