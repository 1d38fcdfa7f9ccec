/// Finds what a few letters may mean: they must occur in order, and the closer together and the nearer to the
/// beginnings of words, the better.
enum Fuzzy {
    /// How well letters match a text; nil when they do not occur in it in this order.
    static func score(_ query: String, in text: String) -> Int? {
        let wanted = Array(query.lowercased())
        let letters = Array(text.lowercased())
        guard !wanted.isEmpty else { return 0 }
        var score = 0
        var place = 0
        var last = -1
        for letter in wanted {
            guard let found = letters[place...].firstIndex(of: letter) else { return nil }
            let beginsWord = found == 0 || letters[found - 1] == " " || letters[found - 1] == "-"
            if found == last + 1 { score += 8 }
            if beginsWord { score += 6 }
            score -= min(6, found - place)
            last = found
            place = found + 1
        }
        return letters.starts(with: wanted) ? score + 20 : score
    }

    /// The elements that match, best first; equally good ones keep their order.
    static func ranked<Element>(_ elements: [Element], by query: String, _ text: (Element) -> String) -> [Element] {
        elements.enumerated()
            .compactMap { place, element in score(query, in: text(element)).map { (place, $0, element) } }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
            .map(\.2)
    }
}
