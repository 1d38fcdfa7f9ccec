import Yams

/// Rephrases a YAML parser's error for users.
///
/// The parser's own message quotes the line, or the whole file, and files may contain secrets: here only places and
/// names of keys remain.
public enum YAMLFault {
    /// The problem behind a parser's error.
    public static func problem(_ error: any Error, text: String, file: String) -> SpecProblem {
        func made(_ mark: SpecPlace?, _ message: String, hint: String? = nil) -> SpecProblem {
            SpecProblem(
                file: file,
                line: mark?.line ?? 1,
                column: mark?.column ?? 1,
                key: "",
                message: message,
                hint: hint
            )
        }
        guard let error = error as? YamlError else { return made(nil, "the file is not YAML") }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            // For something that never ends the parser marks the end of the file: its beginning says more.
            let isUnterminated = problem.contains("unexpected end of stream")
            let place = isUnterminated ? SpecPlace(context?.mark ?? mark) : SpecPlace(mark)
            let around = context.map { " \($0.text)" } ?? ""
            return made(place, "this is not YAML: \(problem)\(around)", hint: hint(problem))
        case .composer(_, let problem, let mark, _) where problem.contains("another document"):
            return made(
                SpecPlace(mark),
                "a file holds only one document",
                hint: "move what follows `---` to another file"
            )
        case .composer(_, let problem, let mark, _):
            return made(SpecPlace(mark), "this is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "`\($0)`" }.joined(separator: ", ")
            let place = keys.first.map { repetition(of: $0, after: SpecPlace(context.mark), in: text) }
            return made(place, "\(names) is written more than once in one mapping", hint: "keep one of them")
        case .reader(let problem, let offset, _, _):
            let place = forbidden(in: text) ?? offset.map { mark(at: $0, in: text) }
            return made(place, "the file has a character that YAML forbids: \(problem)")
        default:
            return made(nil, "the file is not YAML")
        }
    }

    /// Where a key is repeated: the next line that begins with it at the same column. Otherwise where it is written
    /// first, which is all that the parser reports.
    private static func repetition(of key: String, after first: SpecPlace, in text: String) -> SpecPlace {
        let margin = String(repeating: " ", count: max(0, first.column - 1))
        let forms = [key, "\"\(key)\"", "'\(key)'"].map { margin + $0 + ":" }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated().dropFirst(first.line) where forms.contains(where: line.hasPrefix) {
            return SpecPlace(line: index + 1, column: first.column)
        }
        return first
    }

    private static func hint(_ problem: String) -> String? {
        if problem.contains("cannot start any token") {
            return "Indent with spaces, not tabs, and quote texts that begin with a special character."
        }
        return problem.contains("mapping values are not allowed")
            ? "Quote texts that contain a colon and a space." : nil
    }

    /// The place of the first control character. The parser's count of what it has read treats Windows line endings as
    /// one.
    private static func forbidden(in text: String) -> SpecPlace? {
        var place = SpecPlace(line: 1, column: 1)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A: place = SpecPlace(line: place.line + 1, column: 1)
            case 0...8, 0x0B...0x0C, 0x0E...0x1F, 0x7F: return place
            default: place.column += 1
            }
        }
        return nil
    }

    /// The place of a byte.
    private static func mark(at offset: Int, in text: String) -> SpecPlace {
        let before = String(decoding: text.utf8.prefix(offset), as: UTF8.self)
        let line = before.filter(\.isNewline).count + 1
        let column = before.reversed().prefix { !$0.isNewline }.count + 1
        return SpecPlace(line: line, column: column)
    }
}

extension String {
    /// The same text without the mark that some editors put before everything.
    public var withoutByteOrderMark: String {
        unicodeScalars.first == "\u{FEFF}" ? String(unicodeScalars.dropFirst()) : self
    }
}

extension SpecPlace {
    /// The place of a parser's mark.
    init(_ mark: Mark) {
        self.init(line: mark.line, column: mark.column)
    }
}
