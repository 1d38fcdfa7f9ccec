/// Which records are wanted.
public struct AuditRequest: Sendable, Equatable {
    /// Only records from this time on.
    public var since: Timestamp?
    /// How many of the latest.
    public var limit: Int

    /// How many are shown by default.
    public static let usualLimit = 100

    /// A request with its parts.
    public init(since: Timestamp? = nil, limit: Int = AuditRequest.usualLimit) {
        self.since = since
        self.limit = limit
    }
}

/// Who asked for a change, and its outcome.
public struct AuditRecord: Codable, Sendable, Equatable {
    /// When it was asked.
    public var time: Timestamp
    /// User id of the caller, from the kernel.
    public var uid: Int
    /// Login name of the caller; absent when the id is not a user of this host.
    public var user: String?
    /// Process id of the caller, from the kernel, when it connected.
    public var pid: Int
    /// Method and path.
    public var request: String
    /// The requested change, without any value that may be secret; absent when the request was not read.
    public var detail: String?
    /// `ok`, or the code of the error.
    public var outcome: String

    /// A record with its parts.
    public init(
        time: Timestamp,
        uid: Int,
        user: String?,
        pid: Int,
        request: String,
        detail: String? = nil,
        outcome: String
    ) {
        self.time = time
        self.uid = uid
        self.user = user
        self.pid = pid
        self.request = request
        self.detail = detail
        self.outcome = outcome
    }
}
