extension YAMLValue {
    /// The value on one line, as YAML in flow style; for showing, not for writing files.
    public var flow: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .float(let text): text
        case .string(let text): text.isEmpty ? "\"\"" : text
        case .secret(let secret): secret.description
        case .list(let items): "[" + items.map(\.flow).joined(separator: ", ") + "]"
        case .map(let entries): "{" + entries.map { "\($0.key): \($0.value.flow)" }.joined(separator: ", ") + "}"
        }
    }
}
