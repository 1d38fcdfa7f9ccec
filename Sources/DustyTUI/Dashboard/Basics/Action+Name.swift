extension Action {
    /// What configuration files call it, such as `half-down` or `pane-jobs`. It follows from the case, so that no action can be without
    /// one; docs/dashboard.md, which a test compares, keeps it from changing unnoticed.
    var name: String {
        let parts = "\(self)".split(whereSeparator: { "().".contains($0) }).map(String.init)
        let words = parts.count > 1 ? [parts[0], parts[parts.count - 1]] : parts
        return words.map(Self.kebab).joined(separator: "-")
    }

    private static func kebab(_ name: String) -> String {
        name.reduce(into: "") { text, character in
            if character.isUppercase { text += "-" }
            text += character.lowercased()
        }
    }
}
