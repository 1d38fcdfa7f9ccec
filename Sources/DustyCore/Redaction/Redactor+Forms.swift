extension Redactor {
    /// How a value may be written in a text: as a whole and line by line, since output comes in lines, each as it is and with the escapes
    /// of JSON and YAML.
    public static func forms(of value: String) -> Set<String> {
        var plain: Set<String> = [value]
        if value.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) {
            plain.formUnion(value.split(whereSeparator: \.isNewline).map(trimmed))
        }
        return plain.reduce(into: plain) { $0.formUnion(escaped($1)) }
    }

    /// A line without its indentation, which may be another one elsewhere.
    private static func trimmed(_ line: Substring) -> String {
        var line = line.drop(while: \.isWhitespace)
        while line.last?.isWhitespace == true { line = line.dropLast() }
        return String(line)
    }

    private static func escaped(_ text: String) -> [String] {
        let quoted = String(JSONText.quote(text).unicodeScalars.dropFirst().dropLast())
        return [
            quoted, quoted.parts(at: "/", keepingEmpty: true).joined(separator: "\\/"),
            text.parts(at: "'", keepingEmpty: true).joined(separator: "''"),
        ]
    }
}
