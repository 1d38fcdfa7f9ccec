/// Variables in the texts of Compose files: `$NAME`, `${NAME}`, `${NAME:-default}` and their kin; `$$` is a dollar.
enum Interpolation {
    /// One piece of a text.
    private enum Piece {
        case text(String)
        case variable(name: String, standard: String)
    }

    /// How many defaults may be within each other; deeper ones count as text. Files may be hostile.
    private static let depthLimit = 32

    /// The text as it is when no variable is set.
    static func withoutVariables(_ text: String) -> String { withoutVariables(text, depthLimit) }

    private static func withoutVariables(_ text: String, _ depth: Int) -> String {
        guard depth > 0 else { return text }
        return pieces(of: text).map { piece in
            switch piece {
            case .text(let text): text
            case .variable(_, let standard): withoutVariables(standard, depth - 1)
            }
        }.joined()
    }

    /// Names of variables in a text, in defaults too.
    static func references(in text: String) -> Set<String> {
        var names: Set<String> = []
        var texts = [text]
        for _ in 0..<depthLimit where !texts.isEmpty {
            var defaults: [String] = []
            for case .variable(let name, let standard) in texts.flatMap(pieces) {
                names.insert(name)
                if !standard.isEmpty { defaults.append(standard) }
            }
            texts = defaults
        }
        return names
    }

    private static func pieces(of text: String) -> [Piece] {
        var rest = Array(text.utf8)[...]
        var pieces: [Piece] = []
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            pieces.append(.text(String(decoding: rest[..<dollar], as: UTF8.self)))
            rest = rest[(dollar + 1)...]
            if rest.first == UInt8(ascii: "$") {
                pieces.append(.text("$"))
                rest = rest.dropFirst()
            } else if rest.first == UInt8(ascii: "{") {
                let inner = braced(rest.dropFirst())
                rest = rest.dropFirst(inner.count + 2)
                pieces.append(variable(inner))
            } else {
                let name = rest.prefix(while: isName)
                rest = rest.dropFirst(name.count)
                if name.isEmpty {
                    pieces.append(.text("$"))
                } else {
                    pieces.append(.variable(name: String(decoding: name, as: UTF8.self), standard: ""))
                }
            }
        }
        return pieces + [.text(String(decoding: rest, as: UTF8.self))]
    }

    /// What is between an opened brace and the one that closes it.
    private static func braced(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var depth = 1
        for index in bytes.indices {
            if bytes[index] == UInt8(ascii: "{") { depth += 1 }
            if bytes[index] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { return bytes[..<index] }
        }
        return bytes
    }

    /// `NAME`, `NAME-default`, `NAME:-default`; what stands behind `?` and `+` counts only for variables that are set or must be.
    private static func variable(_ inner: ArraySlice<UInt8>) -> Piece {
        let name = inner.prefix(while: isName)
        var rest = inner.dropFirst(name.count)
        if rest.first == UInt8(ascii: ":") { rest = rest.dropFirst() }
        let isDefault = rest.first == UInt8(ascii: "-")
        return .variable(
            name: String(decoding: name, as: UTF8.self),
            standard: isDefault ? String(decoding: rest.dropFirst(), as: UTF8.self) : ""
        )
    }

    private static func isName(_ byte: UInt8) -> Bool { byte.isASCIILetterOrDigit || byte == UInt8(ascii: "_") }
}
