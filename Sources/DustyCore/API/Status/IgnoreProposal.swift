/// Of which repo a proposal is wanted of what need not travel.
public struct IgnoreRequest: Codable, Sendable, Equatable {
    /// Full or short name of a repo in use, or an app or lib that uses it.
    public var name: String
    /// Whether the proposed lines are written to the repo's `.dustyignore`.
    public var write: Bool

    /// A request for one.
    public init(name: String, write: Bool = false) {
        self.name = name
        self.write = write
    }
}

/// Directories of a repo that git ignores and that travel all the same.
public struct IgnoreProposal: Codable, Sendable, Equatable {
    /// Full name of the repo.
    public var repo: String
    /// Last component of the name, without `.git`.
    public var shortName: String
    /// The file that says what does not travel.
    public var file: String
    /// Files in all of them.
    public var files: Int
    /// Their size.
    public var bytes: Int64
    /// The largest, the largest first.
    public var directories: [IgnoredDirectory]
    /// Whether there may be more: the look ended before all was seen.
    public var isPartial: Bool
    /// The lines that would keep these from travelling.
    public var lines: [String]
    /// Whether they were written.
    public var written: Bool

    /// A proposal with its parts.
    public init(
        repo: String,
        shortName: String,
        file: String,
        files: Int = 0,
        bytes: Int64 = 0,
        directories: [IgnoredDirectory] = [],
        isPartial: Bool = false,
        lines: [String] = [],
        written: Bool = false
    ) {
        self.repo = repo
        self.shortName = shortName
        self.file = file
        self.files = files
        self.bytes = bytes
        self.directories = directories
        self.isPartial = isPartial
        self.lines = lines
        self.written = written
    }

    /// Whether it is so much that it is worth a word.
    public var isLarge: Bool { files > 2000 || bytes > 50 << 20 }
}

/// A directory that git ignores, with what it weighs.
public struct IgnoredDirectory: Codable, Sendable, Equatable {
    /// Its path below the repo's directory.
    public var path: String
    /// Files in it, at all depths.
    public var files: Int
    /// Their size.
    public var bytes: Int64

    /// A directory with its weight.
    public init(path: String, files: Int, bytes: Int64) {
        self.path = path
        self.files = files
        self.bytes = bytes
    }
}
