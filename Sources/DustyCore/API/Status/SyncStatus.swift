/// The state of the machine's copy of one repo.
public struct SyncStatus: Codable, Sendable, Equatable {
    /// What the copy is.
    public enum State: String, Codable, Sendable, CaseIterable {
        /// The copy was equal to the repo at the last sync.
        case ok
        /// A transfer runs.
        case syncing
        /// Never synced, or the source has moved since.
        case stale
        /// The last transfer failed.
        case failed
    }

    /// Full name of the repo, as written in the specs.
    public var repo: String
    /// Last component of the name, without `.git`.
    public var shortName: String
    /// Directory on this host that is synced from.
    public var path: String
    /// Whether the path is an override rather than the managed clone.
    public var overridden: Bool
    /// What the copy is.
    public var state: State
    /// Percent done, 0 to 100, while syncing.
    public var percent: Double?
    /// Bytes sent so far, or by the last sync.
    public var bytes: Int64
    /// Files sent so far, or by the last sync.
    public var files: Int
    /// Files deleted by the last sync.
    public var deleted: Int
    /// Bytes a second while syncing.
    public var bytesPerSecond: Double?
    /// When the last sync succeeded.
    public var syncedAt: Timestamp?
    /// Changes whenever a sync changed the machine's copy.
    public var revision: Int64?
    /// Of each directory of the repo that is mounted for itself, the revision with which it changed last.
    public var parts: [String: Int64]?
    /// Why the last sync failed.
    public var message: String?
    /// How the copy is followed; absent while it is not, for example without containers.
    public var follow: FollowStatus?
    /// What came back of the files that containers made in the copy; absent while nothing has.
    public var back: BackStatus?

    /// A repo's sync status.
    public init(
        repo: String,
        shortName: String,
        path: String,
        overridden: Bool,
        state: State,
        percent: Double? = nil,
        bytes: Int64 = 0,
        files: Int = 0,
        deleted: Int = 0,
        bytesPerSecond: Double? = nil,
        syncedAt: Timestamp? = nil,
        revision: Int64? = nil,
        parts: [String: Int64]? = nil,
        message: String? = nil,
        follow: FollowStatus? = nil,
        back: BackStatus? = nil
    ) {
        self.repo = repo
        self.shortName = shortName
        self.path = path
        self.overridden = overridden
        self.state = state
        self.percent = percent
        self.bytes = bytes
        self.files = files
        self.deleted = deleted
        self.bytesPerSecond = bytesPerSecond
        self.syncedAt = syncedAt
        self.revision = revision
        self.parts = parts
        self.message = message
        self.follow = follow
        self.back = back
    }
}
