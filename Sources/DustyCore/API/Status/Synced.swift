/// A request to wait until everything done in repos so far is in their copies.
public struct SyncedRequest: Codable, Sendable, Equatable {
    /// Full or short names of repos in use, or of apps and libs; all of them when empty.
    public var names: [String]
    /// How many times changes must have been copied since following began.
    public var sequence: Int?
    /// Time limit in seconds.
    public var timeout: Int

    /// A request with its parts.
    public init(names: [String], sequence: Int? = nil, timeout: Int = 30) {
        self.names = names
        self.sequence = sequence
        self.timeout = timeout
    }
}

/// A repo whose copy is up to date.
public struct SyncedReport: Codable, Sendable, Equatable {
    /// Full name of the repo.
    public var repo: String
    /// Last component of the name, without `.git`.
    public var shortName: String
    /// How many times changes were copied since following began.
    public var sequence: Int

    /// A report with its parts.
    public init(repo: String, shortName: String, sequence: Int) {
        self.repo = repo
        self.shortName = shortName
        self.sequence = sequence
    }
}
