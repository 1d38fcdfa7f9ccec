/// The keys of one kind of mapping: the only source for the decoder, `dusty explain`, the JSON Schemas and the
/// reference.
public struct SpecTable: Sendable, Equatable {
    /// What must hold between keys.
    public enum Rule: Sendable, Equatable {
        /// Both or neither.
        case together(String, String)
        /// The first only together with the second.
        case needs(String, String)
        /// One and no more.
        case exactlyOne([String])
        /// One or none.
        case atMostOne([String])
        /// One or more.
        case atLeastOne([String])
    }

    /// What the mapping describes, such as `a forwarding rule`.
    public var title: String
    /// Its keys, in the order in which they are explained.
    public var keys: [SpecKey]
    /// What must hold between them.
    public var rules: [Rule]
    /// Whether keys that begin with `x-` are allowed besides.
    public var allowsExtensions: Bool
    /// The names of the keys.
    let names: [String]
    private let places: [String: Int]

    /// A table with its parts.
    init(_ title: String, rules: [Rule] = [], allowsExtensions: Bool = false, _ keys: [SpecKey]) {
        self.title = title
        self.keys = keys
        self.rules = rules
        self.allowsExtensions = allowsExtensions
        names = keys.map(\.name)
        places = Dictionary(names.enumerated().map { ($1, $0) }) { $1 }
    }

    /// The key of a name.
    public subscript(name: String) -> SpecKey? {
        places[name].map { keys[$0] }
    }

    /// Whether a mapping may have this key.
    func allows(_ name: String) -> Bool {
        places[name] != nil || allowsExtensions && name.hasPrefix("x-")
    }

    /// When a key is required, in words; nil when it is optional.
    public func need(of key: SpecKey) -> String? {
        if key.isRequired { return "required" }
        let needs = rules.compactMap { need(of: key.name, by: $0) }
        return needs.isEmpty ? nil : needs.joined(separator: ", ")
    }

    private func need(of name: String, by rule: Rule) -> String? {
        switch rule {
        case .together(let left, let right):
            if name == left { return "required with `\(right)`" }
            return name == right ? "required with `\(left)`" : nil
        case .needs(let left, let right): return name == left ? "only with `\(right)`" : nil
        case .exactlyOne(let names): return names.contains(name) ? "one of \(list(names)) is required" : nil
        case .atMostOne(let names): return names.contains(name) ? "at most one of \(list(names))" : nil
        case .atLeastOne(let names): return names.contains(name) ? "\(list(names)) or both are required" : nil
        }
    }

    private func list(_ names: [String], _ conjunction: String = "and") -> String {
        let words = names.map { "`\($0)`" }
        return words.dropLast().joined(separator: ", ") + (words.count > 1 ? " \(conjunction) " : "")
            + (words.last ?? "")
    }
}

extension SpecTable {
    /// Where keys do not go together: the key of which it is said, and what.
    func faults(where isWritten: (String) -> Bool) -> [(key: String, message: String, hint: String)] {
        rules.compactMap { fault($0, isWritten) }
    }

    private func fault(
        _ rule: Rule,
        _ isWritten: (String) -> Bool
    ) -> (key: String, message: String, hint: String)? {
        switch rule {
        case .together(let left, let right):
            return fault(.needs(left, right), isWritten) ?? fault(.needs(right, left), isWritten)
        case .needs(let name, let other):
            guard isWritten(name), !isWritten(other) else { return nil }
            let wanted = ([other] + partners(of: other)).filter { !isWritten($0) }
            return (name, "`\(name)` also needs `\(other)`", "add \(list(wanted)), or remove `\(name)`")
        case .exactlyOne(let names):
            return fault(.atMostOne(names), isWritten) ?? fault(.atLeastOne(names), isWritten)
        case .atMostOne(let names):
            let written = names.filter(isWritten)
            guard let last = written.last, written.count > 1 else { return nil }
            return (last, "\(list(written)) exclude each other", "keep one of them")
        case .atLeastOne(let names):
            guard let first = names.first, !names.contains(where: isWritten) else { return nil }
            return (first, "\(list(names, "or")) is required", "add one of them")
        }
    }

    /// The keys that a key needs.
    private func partners(of name: String) -> [String] {
        rules.compactMap { rule in
            guard case .together(let left, let right) = rule, [left, right].contains(name) else { return nil }
            return name == left ? right : left
        }
    }
}
