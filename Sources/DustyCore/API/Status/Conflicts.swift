/// A file that both a container and you changed: yours is in the repo and in the copy, the container's was kept.
public struct RepoConflict: Codable, Sendable, Equatable {
    /// Full name of the repo.
    public var repo: String
    /// Last component of the name, without `.git`.
    public var shortName: String
    /// Path of the file below the repo's directory.
    public var path: String
    /// When it was kept; it is removed a week later.
    public var keptAt: Timestamp
    /// Where the container's version is, readable by the repo's user.
    public var file: String
    /// Its size.
    public var bytes: Int64

    /// A conflict with its parts.
    public init(repo: String, shortName: String, path: String, keptAt: Timestamp, file: String, bytes: Int64) {
        self.repo = repo
        self.shortName = shortName
        self.path = path
        self.keptAt = keptAt
        self.file = file
        self.bytes = bytes
    }
}

/// What has come back to one repo from its copy.
public struct BackStatus: Codable, Sendable, Equatable {
    /// Files and links that came back the last time any did.
    public var files: Int
    /// When that was; absent before the first.
    public var at: Timestamp?
    /// Files of containers that were kept because you changed them too: `dusty repos conflicts`.
    public var conflicts: Int
    /// What did not come back, and why.
    public var message: String?

    /// A status with its parts.
    public init(files: Int = 0, at: Timestamp? = nil, conflicts: Int = 0, message: String? = nil) {
        self.files = files
        self.at = at
        self.conflicts = conflicts
        self.message = message
    }
}

/// Which repos should bring back what containers made in their copies.
public struct CollectRequest: Codable, Sendable, Equatable {
    /// Full or short names of repos in use, or of apps and libs; all of them when empty.
    public var names: [String]

    /// A request for these.
    public init(names: [String]) {
        self.names = names
    }
}

/// What came back from the copy of one repo on request.
public struct CollectReport: Codable, Sendable, Equatable {
    /// Full name of the repo.
    public var repo: String
    /// Last component of the name, without `.git`.
    public var shortName: String
    /// Files and links that are in the repo now as a container made them.
    public var files: Int
    /// Their size.
    public var bytes: Int64
    /// Files that both a container and you changed: yours stayed.
    public var conflicts: Int
    /// What did not come back, and why.
    public var message: String?

    /// A report with its parts.
    public init(
        repo: String,
        shortName: String,
        files: Int = 0,
        bytes: Int64 = 0,
        conflicts: Int = 0,
        message: String? = nil
    ) {
        self.repo = repo
        self.shortName = shortName
        self.files = files
        self.bytes = bytes
        self.conflicts = conflicts
        self.message = message
    }
}
