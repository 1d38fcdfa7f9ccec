/// What a sync of one repo would do to the machine's copy.
public struct SyncPreview: Codable, Sendable, Equatable {
    /// Full name of the repo, as written in the specs.
    public var repo: String
    /// Last component of the name, without `.git`.
    public var shortName: String
    /// Files that would be sent.
    public var files: Int
    /// Bytes of file content that would be sent.
    public var bytes: Int64
    /// Files, links and directories that would be deleted from the copy; a directory in which a container made something stays.
    public var deleted: Int

    /// A preview of one repo's sync.
    public init(repo: String, shortName: String, files: Int, bytes: Int64, deleted: Int) {
        self.repo = repo
        self.shortName = shortName
        self.files = files
        self.bytes = bytes
        self.deleted = deleted
    }
}
