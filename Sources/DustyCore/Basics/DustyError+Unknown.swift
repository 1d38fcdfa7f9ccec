extension DustyError {
    /// A name that nothing has, with a guess at what was meant.
    public static func unknown(_ name: String, among known: [String]) -> DustyError {
        let shown = String(name.prefix(80))
        let names = Set(known).sorted().prefix(20).joined(separator: ", ")
        let hint = Suggestion.hint(for: shown, among: known) ?? (names.isEmpty ? nil : "Known are: \(names).")
        return DustyError(.notFound, "`\(shown)` is not known.", hint: hint)
    }
}
