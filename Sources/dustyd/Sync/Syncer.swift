import DustyCore

/// Copies a directory to the machine so that both sides are equal: what is not in the source is deleted at the target.
protocol Syncer: Sendable {
    /// Runs one transfer. Throws `DustyError` with the program's own words when it fails.
    func sync(_ transfer: Transfer, onProgress: @Sendable (Job.Progress) async -> Void) async throws -> TransferResult
    /// A number that changes whenever a copy that was made before may be gone or another one: with each new connection to a machine, and
    /// here when somebody has been at the directory itself.
    func generation(of target: String) async -> Int
}

/// One directory to copy.
struct Transfer: Sendable, Equatable {
    /// Absolute directory on this host; its contents are copied.
    var source: String
    /// Absolute directory on the machine.
    var target: String
    /// Patterns of what is neither copied nor deleted at the target, in rsync's syntax.
    var excludes: [String] = []
    /// Patterns of what is not copied, and deleted when it is at the target.
    var hidden: [String] = [".git"]
    /// Whether it is only worked out what would be done.
    var isRehearsal = false
    /// Whether an empty source may empty the target.
    var mayEmpty = false
    /// With whose rights the source is read; nil for the daemon's own.
    var reader: User?
}

/// What a transfer did.
struct TransferResult: Sendable, Equatable {
    /// Regular files sent.
    var files: Int
    /// Files, links and directories deleted at the target.
    var deleted: Int
    /// Bytes of file content sent.
    var bytes: Int64
    /// Whether anything at all changed at the target.
    var changed: Bool
}
