/// The one form of every error that crosses the socket or reaches a user.
public struct DustyError: Error, Codable, Sendable, Equatable {
    /// What kind of failure it is; programs branch on this, never on the text.
    public enum Code: String, Codable, Sendable, CaseIterable {
        /// The request itself is wrong: bad JSON, a bad value, a missing field.
        case invalid
        /// An unknown name.
        case notFound = "not_found"
        /// The caller may not do this.
        case forbidden
        /// Another job holds the stack.
        case busy
        /// The current state forbids it (a taken port, no active bundle, a job that has ended).
        case conflict
        /// The specs have problems; see `problems`.
        case specs
        /// An external program or the engine failed.
        case failed
        /// The engine, the machine or the daemon does not answer.
        case unavailable
        /// The caller has as many connections, streams or requests as one user may have at once.
        case tooMany = "too_many"
        /// The job was cancelled.
        case cancelled
        /// A fault of ours.
        case `internal`

        /// An unknown code is read as `internal`, so that errors of a newer daemon are still shown.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            self = Self(rawValue: try container.decode(String.self)) ?? .internal
        }
    }

    /// What kind of failure it is.
    public var code: Code
    /// What failed and why, one sentence or more.
    public var message: String
    /// What to do about it.
    public var hint: String?
    /// Every problem found in the specs, if that is the failure.
    public var problems: [SpecProblem]?

    /// An error with its parts. Invisible characters in names from outside are written out.
    public init(_ code: Code, _ message: String, hint: String? = nil, problems: [SpecProblem]? = nil) {
        self.code = code
        self.message = CleanText.lines(message)
        self.hint = hint.map(CleanText.lines)
        self.problems = problems
    }
}

/// One problem in a spec file, with its place.
public struct SpecProblem: Error, Codable, Sendable, Hashable {
    /// How bad it is.
    public enum Severity: String, Codable, Sendable, CaseIterable {
        /// The specs cannot be used.
        case error
        /// Valid, but perhaps not what was wanted.
        case warning
    }

    /// Path relative to the specs directory.
    public var file: String
    /// 1-based line.
    public var line: Int
    /// 1-based column.
    public var column: Int
    /// Dotted path of the key, such as `host_forwarding.0.host_port`; empty for the whole document.
    public var key: String
    /// What is wrong.
    public var message: String
    /// What to do about it.
    public var hint: String?
    /// How bad it is.
    public var severity: Severity

    /// A problem with its place. Invisible characters in names from specs are written out, so that no problem contains
    /// a control character.
    public init(
        file: String,
        line: Int,
        column: Int,
        key: String,
        message: String,
        hint: String? = nil,
        severity: Severity = .error
    ) {
        self.file = CleanText.line(file)
        self.line = line
        self.column = column
        self.key = CleanText.line(key)
        self.message = CleanText.line(message)
        self.hint = hint.map(CleanText.line)
        self.severity = severity
    }

    /// Reads a problem; without a severity it is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            file: try container.decode(String.self, forKey: .file),
            line: try container.decode(Int.self, forKey: .line),
            column: try container.decode(Int.self, forKey: .column),
            key: try container.decode(String.self, forKey: .key),
            message: try container.decode(String.self, forKey: .message),
            hint: try container.decodeIfPresent(String.self, forKey: .hint),
            severity: try container.decodeIfPresent(Severity.self, forKey: .severity) ?? .error
        )
    }
}

extension SpecProblem: Comparable, CustomStringConvertible {
    /// Orders by file, then place, then key.
    public static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.column, left.key, left.message)
            < (right.file, right.line, right.column, right.key, right.message)
    }

    /// The line a compiler would print: `file:line:column: error: key: message`.
    public var description: String {
        "\(file):\(line):\(column): \(severity.rawValue): " + (key.isEmpty ? message : "\(key): \(message)")
    }
}

extension DustyError.Code {
    /// The HTTP status that carries this error.
    public var statusCode: Int {
        switch self {
        case .invalid: 400
        case .forbidden: 403
        case .notFound: 404
        case .busy, .conflict, .cancelled: 409
        case .specs: 422
        case .tooMany: 429
        case .internal: 500
        case .failed: 502
        case .unavailable: 503
        }
    }
}

extension DustyError {
    /// A name that does not exist, with a suggestion.
    public static func unknown(_ name: String, among known: [String]) -> DustyError {
        let shown = String(name.prefix(80))
        let names = Set(known).sorted().prefix(20).joined(separator: ", ")
        let hint = Suggestion.hint(for: shown, among: known) ?? (names.isEmpty ? nil : "use one of: \(names)")
        return DustyError(.notFound, "`\(shown)` is not known", hint: hint)
    }

    /// An app or a service that no active bundle needs; these do.
    public static func inactive(_ name: String, in bundles: [String]) -> DustyError {
        guard let first = bundles.first else {
            return DustyError(.conflict, "\(name) is in no bundle", hint: "add it to one: `dusty explain bundle`")
        }
        let others = bundles.count > 1 ? " (or \(bundles.dropFirst().joined(separator: ", ")))" : ""
        return DustyError(
            .conflict,
            "\(name) is not active",
            hint: "activate a bundle that has it: `dusty bundles activate \(first)`\(others)"
        )
    }
}
