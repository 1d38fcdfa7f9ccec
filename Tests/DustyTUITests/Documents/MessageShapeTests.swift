import Foundation
import Testing

/// Every message in the sources has the shape that CONTRIBUTING.md asks for.
struct MessageShapeTests {
    private static let sources = URL(filePath: #filePath).appending(path: "../../../../Sources").standardizedFileURL

    private static let literals: [(file: String, literal: SourceLiterals.Literal)] = {
        let files = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".swift") }.sorted().flatMap { file in
            let data = FileManager.default.contents(atPath: sources.appending(path: file).path) ?? Data()
            return SourceLiterals(String(decoding: data, as: UTF8.self)).all.map { (file, $0) }
        }
    }()

    private func faults(_ isFault: (SourceLiterals.Literal) -> Bool) -> String {
        Self.literals.filter { isFault($0.literal) }
            .map { "Sources/\($0.file):\($0.literal.line): \($0.literal.text)" }.joined(separator: "\n")
    }

    private func isError(_ literal: SourceLiterals.Literal) -> Bool {
        literal.before.contains(/(DustyError\(\s*\.\w+,|ValidationError\(|, message:)$/)
    }

    private func isHint(_ literal: SourceLiterals.Literal) -> Bool {
        literal.before.contains(/hint:([^"\n]*(\?\?|\?|:))?$/)
    }

    /// A capital begins only names and words that are written so.
    private func beginsWithCapital(_ text: String) -> Bool {
        let isName = text.contains(/^(Dusty|Docker|Compose|QEMU|Lima|VirtualBox|SSH|YAML)(\b|'s)/)
        return !isName && text.contains(/^([A-Z][a-z]|[AI] )/)
    }

    @Test func `the scan sees the messages`() {
        #expect(Self.literals.count { isError($0.literal) } > 200)
        #expect(Self.literals.count { isHint($0.literal) } > 150)
    }

    @Test func `an error is a fragment: a small first letter and no full stop`() {
        let faults = faults { isError($0) && (beginsWithCapital($0.text) || $0.text.hasSuffix(".")) }
        #expect(faults.isEmpty, "\(faults)")
    }

    @Test func `a hint says what to do, with a small first letter and no full stop`() {
        let faults = faults { literal in
            guard isHint(literal) else { return false }
            let isStatement = literal.text.contains(/^(it|its|there|this|that|these|the|you|nothing|perhaps)\b/)
            return isStatement || beginsWithCapital(literal.text) || literal.text.hasSuffix(".")
        }
        #expect(faults.isEmpty, "\(faults)")
    }

    @Test func `help is made of sentences`() {
        let faults = faults { literal in
            let isHelp = literal.before.contains(/((help|abstract|discussion):|ArgumentHelp\()$/)
            let text = literal.text.trimmingCharacters(in: .whitespacesAndNewlines)
            return isHelp && !text.isEmpty && !text.contains("Example:") && !text.contains(/[.?!)]$/)
        }
        #expect(faults.isEmpty, "\(faults)")
    }

    @Test func `no message uses a quaint word`() {
        let words = /\b(anew|whoever|somebody|nobody|anybody|mend|mends|mended|tell|tells)\b/.ignoresCase()
        let faults = faults { $0.text.replacing(/\\\(.*?\)/, with: "").contains(words) }
        #expect(faults.isEmpty, "\(faults)")
    }
}
