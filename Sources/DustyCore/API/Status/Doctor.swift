/// What an examination found.
public struct DoctorReport: Codable, Sendable, Equatable {
    /// Every check, in order.
    public var checks: [DoctorCheck]

    /// A report of these checks.
    public init(checks: [DoctorCheck]) {
        self.checks = checks
    }

    /// Whether nothing failed; warnings do not count.
    public var ok: Bool { !checks.contains { $0.state == .failure } }
}

/// One prerequisite and whether it holds.
public struct DoctorCheck: Codable, Sendable, Equatable {
    /// How it is.
    public enum State: String, Codable, Sendable, CaseIterable {
        /// As it should be.
        case ok
        /// Works, and deserves attention.
        case warning
        /// Keeps Dusty from working.
        case failure
    }

    /// What was checked, such as `hosts file`.
    public var name: String
    /// How it is.
    public var state: State
    /// What was found.
    public var message: String
    /// What to do about it.
    public var remedy: String?
    /// Whether `--fix` can do that.
    public var fixable: Bool
    /// What was done about it just now.
    public var fixed: String?

    /// A check with its parts.
    public init(
        _ name: String,
        _ state: State,
        _ message: String,
        remedy: String? = nil,
        fixable: Bool = false,
        fixed: String? = nil
    ) {
        self.name = name
        self.state = state
        self.message = message
        self.remedy = remedy
        self.fixable = fixable
        self.fixed = fixed
    }
}

/// What the checks should do.
public struct DoctorRequest: Codable, Sendable, Equatable {
    /// Whether to fix what is safe to fix.
    public var fix: Bool

    /// A request with its parts.
    public init(fix: Bool) {
        self.fix = fix
    }
}

/// One file of a dump, without secrets.
public struct DumpDocument: Codable, Sendable, Equatable {
    /// Its path in the archive.
    public var name: String
    /// Its text.
    public var text: String
    /// How many passages were removed.
    public var redactions: Int

    /// A document with its parts.
    public init(name: String, text: String, redactions: Int) {
        self.name = name
        self.text = text
        self.redactions = redactions
    }
}
