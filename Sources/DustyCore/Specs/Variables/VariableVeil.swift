/// Keeps the values of variables out of problems: these name what is written in a spec, and a value may be a secret.
struct VariableVeil {
    /// A text in which variables were replaced.
    struct Substitution {
        var written: String
        var value: String
    }

    /// Substitutions by the file and the key of what a problem may be about: theirs, or one around them.
    private var places: [String: [String: Found]] = [:]
    /// Values that look secret, the longest first.
    private let secrets: [String]

    /// How many of them are looked at for the key around them, and how long they may be; of more nothing is quoted.
    private static let most = (count: 50, bytes: 16 << 10)

    private struct Found {
        private(set) var substitutions: [Substitution] = []
        private var bytes = 0
        private(set) var isTooMuch = false

        mutating func add(_ substitution: Substitution) {
            guard !isTooMuch else { return }
            bytes += substitution.written.utf8.count + substitution.value.utf8.count
            substitutions.append(substitution)
            isTooMuch = substitutions.count > most.count || bytes > most.bytes
            if isTooMuch { substitutions = [] }
        }
    }

    init(secrets: [String: Secret]) {
        self.secrets = Redactor.findable(Redactor.withPairs(secrets.values.map(\.revealed)))
    }

    /// Takes over the substitutions of one file.
    mutating func add(_ substitutions: [String: Substitution], of file: String) {
        for (key, substitution) in substitutions {
            var key = key[...]
            var isDone = false
            while !isDone {
                places[file, default: [:]][String(key), default: Found()].add(substitution)
                isDone = key.isEmpty
                key = key.lastIndex(of: ".").map { key[..<$0] } ?? ""
            }
        }
    }

    /// The problem without values.
    func hiding(_ problem: SpecProblem) -> SpecProblem {
        var problem = problem
        let found = substitutions(problem.file, problem.key)
        problem.message = hide(problem.message, found)
        problem.hint = problem.hint.map { hide($0, found) }
        return problem
    }

    private func substitutions(_ file: String, _ key: String) -> Found {
        guard let keys = places[file] else { return Found() }
        var key = key[...]
        while !key.isEmpty {
            // What is around all keys is not about one of them.
            if let found = keys[String(key)] { return found }
            key = key.lastIndex(of: ".").map { key[..<$0] } ?? ""
        }
        return Found()
    }

    /// Messages quote in backticks, and numbers: there words that are in a value and not in what is written go.
    private func hide(_ text: String, _ found: Found) -> String {
        let text = secrets.reduce(text) { $0.parts(at: $1, keepingEmpty: true).joined(separator: Redactor.mark) }
        let (substitutions, isTooMany) = (found.substitutions, found.isTooMuch)
        guard isTooMany || !substitutions.isEmpty else { return text }
        let isWhole = isTooMany || substitutions.contains { $0.value.utf8.contains(UInt8(ascii: "`")) }
        let parts = text.parts(at: "`", keepingEmpty: true)
        return parts.enumerated().map { index, part in
            Self.words(of: part).map { word, isWord in
                guard isWord, isWhole || index % 2 == 1 || word.utf8.contains(where: { (0x30...0x39).contains($0) })
                else { return word }
                let isHidden = substitutions.contains {
                    !Self.contains($0.written, word) && Self.contains($0.value, word)
                }
                return isTooMany || isHidden ? "…" : word
            }.joined()
        }.joined(separator: "`")
    }

    private static func contains(_ text: String, _ word: String) -> Bool {
        text.parts(at: word, keepingEmpty: true).count > 1
    }

    /// A text in words and what is between them.
    private static func words(of text: String) -> [(text: String, isWord: Bool)] {
        var words: [(text: String, isWord: Bool)] = []
        var rest = Array(text.utf8)[...]
        while let first = rest.first {
            let isWord = isPart(first)
            let word = rest.prefix { isPart($0) == isWord }
            words.append((String(decoding: word, as: UTF8.self), isWord))
            rest = rest.dropFirst(word.count)
        }
        return words
    }

    private static func isPart(_ byte: UInt8) -> Bool { byte.isASCIILetterOrDigit || byte >= 0x80 }
}
