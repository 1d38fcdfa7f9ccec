/// What one may look for in a row of a list.
struct RowText {
    var name: String
    /// What else is known of it: state, image.
    var others: [String]
}

/// Which rows of a list are shown: those that hold a text in their name, state or image, or with `!` before it the others. Where no row holds
/// it, those are shown whose names have its letters in this order.
struct RowFilter: Equatable {
    /// As it was typed.
    let text: String
    private let isInverse: Bool
    private let body: String
    private let pattern: Pattern

    /// A filter; nil for no text.
    init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        self.text = text
        isInverse = text.hasPrefix("!")
        body = isInverse ? String(text.dropFirst()) : text
        pattern = Pattern(body)
    }

    /// Why it shows nothing: it is no regular expression, or not yet.
    var complaint: String? { pattern.complaint }

    /// Places of the rows that are shown.
    func places(in rows: [RowText]) -> [Int] {
        if body.isEmpty { return Array(rows.indices) }
        if complaint != nil { return [] }
        let found = rows.indices.filter { place in
            let isHit = pattern.matches(rows[place].name) || rows[place].others.contains(where: pattern.matches)
            return isHit != isInverse
        }
        if !found.isEmpty || isInverse || body.hasPrefix("~") { return found }
        return rows.indices.filter { Fuzzy.score(body, in: rows[$0].name) != nil }
    }
}
