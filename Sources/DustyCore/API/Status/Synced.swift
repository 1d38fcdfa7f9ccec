/// What is waited for: that all that was done in repos by now is in their copies.
public struct SyncedRequest: Codable, Sendable, Equatable {
    /// Full or short names of repos in use, or of apps and libs; all of them when empty.
    public var names: [String]
    /// How many times changes must have reached each copy since it was followed.
    public var sequence: Int?
    /// Seconds after which it is given up.
    public var timeout: Int

    /// A request with its parts.
    public init(names: [String], sequence: Int? = nil, timeout: Int = 30) {
        self.names = names
        self.sequence = sequence
        self.timeout = timeout
    }
}

/// A repo whose copy is in step.
public struct SyncedReport: Codable, Sendable, Equatable {
    /// Full name of the repo.
    public var repo: String
    /// Last component of the name, without `.git`.
    public var shortName: String
    /// How many times changes have reached the copy since it was followed.
    public var sequence: Int

    /// A report with its parts.
    public init(repo: String, shortName: String, sequence: Int) {
        self.repo = repo
        self.shortName = shortName
        self.sequence = sequence
    }
}
