import DustyCore

/// Everything that is wrong with a configuration file, with its places.
struct ConfigFindings {
    let file: String
    private(set) var problems: [SpecProblem] = []

    init(file: String) {
        self.file = file
    }

    /// Notes a problem.
    mutating func report(_ place: SpecPlace, _ key: String, _ message: String, hint: String? = nil) {
        problems.append(
            SpecProblem(file: file, line: place.line, column: place.column, key: key, message: message, hint: hint)
        )
    }

    /// Records an unknown word.
    mutating func report(unknown word: String, _ what: String, _ place: SpecPlace, _ key: String, among known: [String])
    {
        let hint = DustyError.unknown(word, among: known).hint
        report(place, key, "`\(word)` is no \(what)", hint: hint ?? "known are: \(known.joined(separator: ", "))")
    }

    /// The entries of a mapping; records anything else.
    mutating func entries(of node: SpecNode, _ key: String) -> [SpecNode.Entry] {
        if case .map(let entries) = node.content { return entries }
        report(
            node.place,
            key,
            "this must be a mapping, not \(node.description)",
            hint: "write `key: value` lines below it"
        )
        return []
    }

    /// A truth value; records anything else.
    mutating func flag(_ node: SpecNode, _ key: String) -> Bool? {
        if case .scalar(.bool(let flag)) = node.content { return flag }
        report(node.place, key, "this must be true or false, not \(node.description)")
        return nil
    }

    /// A word; records anything else.
    mutating func word(_ node: SpecNode, _ key: String) -> String? {
        if case .scalar(let value) = node.content, let text = value.text { return text }
        report(
            node.place,
            key,
            "this must be a text, not \(node.description)",
            hint: "write a text, in quotes if need be"
        )
        return nil
    }

    /// One of several words; records anything else.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ node: SpecNode, _ key: String) -> Choice?
    where Choice.RawValue == String {
        guard let word = word(node, key) else { return nil }
        if let choice = Choice(rawValue: word) { return choice }
        let known = Choice.allCases.map { "`\($0.rawValue)`" }.joined(separator: " or ")
        report(node.place, key, "`\(word)` is not \(known)", hint: "write \(known)")
        return nil
    }
}
