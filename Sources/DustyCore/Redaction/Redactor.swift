/// Removes secrets from text: known values, and what looks like one.
public struct Redactor: Sendable {
    /// The mark in place of a secret.
    public static let mark = Secret.mark
    /// Shorter values are left alone in free text: removing every `1` or `true` would leave nothing to read.
    private static let shortest = 5

    private let secrets: [String]

    /// A redactor that knows these values besides what it recognises on its own.
    public init(secrets: some Sequence<String> = []) {
        self.secrets = Self.findable(secrets.reduce(into: Set<String>()) { $0.formUnion(Self.forms(of: $1)) })
    }

    /// Those of some values that can be told from other text, each once. Longer ones come first, so that one that contains another is removed
    /// whole.
    static func findable(_ values: some Sequence<String>) -> [String] {
        Set(values).filter { $0.utf8.count >= shortest && !isHarmless($0) }
            .sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    }

    /// The values, and what is behind the first `=` of each: a secret that is written as `NAME=value` in a list is a variable with the rest
    /// of it.
    public static func withPairs(_ values: some Sequence<String>) -> [String] {
        values.flatMap { value in [value] + (value.cut(at: "=").map { [$0.1] } ?? []) }
    }

    /// Whether a text has a token in it that its form gives away, a private key, or an address of a hook: who knows it may use it.
    static func hasToken(_ text: String) -> Bool {
        guard text.utf8.count >= 12 else { return false }
        if ["PRIVATE KEY-----", "://hooks.", "/webhooks/"].contains(where: { text.contains($0) }) { return true }
        return text.firstMatch(of: token()) != nil || text.firstMatch(of: webToken())?.output.1 != nil
    }

    /// Whether a value belongs to an everyday variable, so that removing it would only make a text unreadable.
    public static func isHarmless(_ value: String) -> Bool { harmless.contains(value) }

    /// The text without secrets, and how many were removed.
    public func redact(_ text: String) -> (text: String, count: Int) {
        var count = 0
        var result = text
        for secret in secrets {
            let parts = result.parts(at: secret, keepingEmpty: true)
            guard parts.count > 1 else { continue }
            count += parts.count - 1
            result = parts.joined(separator: Self.mark)
        }
        var isInKey = false
        let lines = result.exactLines.map { line -> String in
            redact(line: line, isInKey: &isInKey, &count)
        }
        return (lines.joined(separator: "\n"), count)
    }

    /// A message without what earlier versions quoted of settings that they could not read: the faulty line, or the
    /// whole file.
    public static func withoutQuotedSettings(_ message: String) -> String {
        for file in ["/config.yml", "/env.yml"] {
            guard let start = message.firstRange(of: "\(file) cannot be read: ") else { continue }
            return message[..<start.upperBound] + mark
        }
        return message
    }

    private func redact(line: String, isInKey: inout Bool, _ count: inout Int) -> String {
        if line.contains("-----BEGIN ") && line.contains("PRIVATE KEY") {
            count += 1
            // A key on one line, with `\n` for its line endings, ends where it began.
            isInKey = !line.contains("-----END ")
            return Self.mark
        }
        if isInKey {
            if line.contains("-----END ") { isInKey = false }
            return ""
        }
        var line = line
        if line.contains("://") { line = Self.replacing(Self.userInfo(), in: line, &count) { "\($0.1)\(Self.mark)@" } }
        if Self.hints.contains(where: line.lowercased().contains) {
            line = Self.replacing(Self.assignment(), in: line, &count) { "\($0.1)\(Self.mark)" }
            line = Self.replacing(Self.option(), in: line, &count) { "\($0.1)\(Self.mark)" }
            line = Self.replacing(Self.bearer(), in: line, &count) { "\($0.1)\(Self.mark)" }
        }
        line = Self.replacing(Self.webToken(), in: line, &count) { $0.1 == nil ? String($0.0) : Self.mark }
        return Self.replacing(Self.token(), in: line, &count) { _ in Self.mark }
    }

    private static func replacing<Output>(
        _ pattern: Regex<Output>,
        in line: String,
        _ count: inout Int,
        _ replacement: (Output) -> String
    ) -> String {
        line.replacing(pattern) { match in
            let new = replacement(match.output)
            if new != line[match.range] { count += 1 }
            return new
        }
    }

    /// Words without which no assignment of a secret is searched for.
    private static let hints = ["pass", "secret", "token", "key", "auth", "credential", "bearer", "pwd"]

    private static let harmless: Set<String> = [
        "false", "/root", "production", "development", "C.UTF-8", "en_US.UTF-8", "localhost", "xterm", "debug", "info",
        "postgres", "redis", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    ]

    // The text before the word that marks a secret stays as it is, so no pattern searches for it, and none backtracks
    // over what it has read: a container may craft log lines for that.

    /// `scheme://user:password@`, or a token in the user's place.
    private static func userInfo() -> Regex<(Substring, Substring)> {
        /([A-Za-z0-9+.\-]:\/\/)[^\s\/@"'<>]++@/
    }

    /// `password=…`, `"api_key": "…"`.
    private static func assignment() -> Regex<(Substring, Substring)> {
        /((?i:(?:passw(?:or)?d|passphrase|secret|token|api[_\-]?key|access[_\-]?key|private[_\-]?key|credentials?|pwd)[a-z0-9_\-]{0,100}+)["']?\s*+[=:]\s*+["']?)(?!<redacted>)[^\s"',;&]++/
    }

    /// `--token …`.
    private static func option() -> Regex<(Substring, Substring)> {
        /((?i:-[a-z0-9_\-]{0,40}(?:passw(?:or)?d|passphrase|secret|token|api[_\-]?key|access[_\-]?key|private[_\-]?key|credentials?|pwd)[a-z0-9_\-]{0,100}+)\s++["']?)(?!<redacted>)[^\s"',;&]++/
    }

    /// `Authorization: Bearer …`.
    private static func bearer() -> Regex<(Substring, Substring)> {
        /((?i:bearer|basic)\s++)(?!<redacted>)[A-Za-z0-9+\/=._\-]{6,}+/
    }

    /// JSON web tokens, and what only begins like one: the words of such a run are read once.
    private static func webToken() -> Regex<(Substring, Substring?)> {
        /eyJ[A-Za-z0-9_\-]{10,}+(\.[A-Za-z0-9_\-]{10,}+\.[A-Za-z0-9_\-]++)?/
    }

    /// Tokens recognisable by their issuer's prefix.
    private static func token() -> Regex<Substring> {
        /(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_\-]{16,}|xox[abprs]-[A-Za-z0-9\-]{10,}|AKIA[A-Z0-9]{16}|sk-[A-Za-z0-9_\-]{20,}|[sr]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+\/]{16,})/
    }
}

extension Redactor {
    /// How a value may appear in a text: as a whole and line by line, because output comes in lines, each as it is and
    /// with the escapes of JSON and YAML.
    public static func forms(of value: String) -> Set<String> {
        var plain: Set<String> = [value]
        if value.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) {
            plain.formUnion(value.split(whereSeparator: \.isNewline).map(trimmed))
        }
        return plain.reduce(into: plain) { $0.formUnion(escaped($1)) }
    }

    /// A line without its indentation, which may differ elsewhere.
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
