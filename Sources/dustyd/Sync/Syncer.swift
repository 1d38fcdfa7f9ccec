import DustyCore

/// Copies a directory to the machine. The source wins for every path that it has; the transfer's manner decides about
/// the target's own.
protocol Syncer: Sendable {
    /// Runs one transfer. Throws `DustyError` with the program's own words when it fails; the record then has what was
    /// done by then.
    func sync(
        _ transfer: Transfer,
        noting record: TransferRecord,
        onProgress: @Sendable (Job.Progress) async -> Void
    ) async throws -> TransferResult
    /// Deletes from a copy, through no link and whatever containers do meanwhile; returns how many entries were
    /// deleted.
    func remove(_ removal: Removal, from target: String) async throws -> Int
    /// Whether a copy is still empty.
    func isEmpty(_ target: String) async throws -> Bool
    /// Whether a path of the machine is a directory, through no link.
    func isDirectory(_ path: String) async throws -> Bool
    /// A number that changes whenever a copy that was made before may be gone or another one: with each new connection to a machine, and
    /// here when the directory itself was changed by others.
    func generation(of target: String) async -> Int
    /// Whether everything in a listing is the same on both sides, so that a transfer of it would do nothing; false too where finding that
    /// out is no quicker than the transfer.
    func isSame(_ listing: PathListing, _ transfer: Transfer) async -> Bool
}

extension Syncer {
    func isSame(_ listing: PathListing, _ transfer: Transfer) async -> Bool { false }

    /// Runs one transfer of which only the result matters.
    func sync(
        _ transfer: Transfer,
        onProgress: @Sendable (Job.Progress) async -> Void
    ) async throws -> TransferResult {
        try await sync(transfer, noting: TransferRecord(), onProgress: onProgress)
    }
}

/// One directory to copy.
struct Transfer: Sendable, Equatable {
    /// What happens to entries that only the target has.
    enum Manner: Sendable, Equatable {
        /// They are deleted, whatever they are: only the daemon writes there.
        case mirror
        /// They stay: containers write there. What was copied before and is gone from the source is deleted separately;
        /// see `Copier`.
        case update
        /// They are deleted, except for mount points of containers; and files are compared by content.
        case exact
    }

    /// Absolute directory on this host; its contents are copied.
    var source: String
    /// Absolute directory on the machine.
    var target: String
    /// Patterns of what is neither copied nor deleted at the target, in rsync's syntax.
    var excludes: [String] = []
    /// Paths that are left alone this time, as raw bytes.
    var left: [[UInt8]] = []
    /// Directories of the source that containers mount: whatever else has such a path, or one on the way there, is not copied, for a link
    /// there would lead a mount out of the copy.
    var parts: [String] = []
    /// Those of them that must be there.
    var needed: Set<String> = []
    /// Patterns of what is not copied, and deleted when it is at the target.
    var hidden: [String] = [".git"]
    /// Paths below the target that are not deleted, though the source lacks them.
    var protected: [String] = []
    /// Lines of specs that say what does not travel, besides the source's own `.dustyignore`; nil where everything does.
    var exclude: [String]?
    /// What that amounts to, once it was looked at.
    var exclusions = Exclusions()
    /// What becomes of what only the target has.
    var manner = Manner.mirror
    /// Whether the record gets everything the source has, changed or not.
    var isListed = false
    /// The only files to consider, below the source; they are compared by content. Nil for everything, by size and
    /// time.
    var compared: PathListing?
    /// Whether it only finds out what would be done.
    var isRehearsal = false
    /// Whether an empty source may empty the target.
    var mayEmpty = false
    /// With whose rights the source is read; nil for the daemon's own.
    var reader: User?
    /// What comes back of the files that containers make and change in the copy; nil for nothing.
    var back: Returning?
    /// What apps want done when the copy changes.
    var watchers: [CodeWatcher] = []
}

/// What comes back from a copy to its source.
struct Returning: Sendable, Equatable {
    /// What stays in the copy besides what git ignores, in lines as in `.gitignore`.
    var kept: [String] = []
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
    /// Files and links that were sent or deleted, by their paths; nil when there are too many.
    var paths: Set<[UInt8]>? = []
    /// Directories that were made, deleted or got another mode, as far as they are told apart.
    var directories: Set<[UInt8]> = []

    /// Nothing was to be done.
    static let nothing = TransferResult(files: 0, deleted: 0, bytes: 0, changed: false)

    /// Names of entries that count as no change: they are never copied, or made by running the code.
    static let uncounted: Set<[UInt8]> = Set([".", "..", ".git", "__pycache__"].map { Array($0.utf8) })

    /// Whether something changed in one of these directories of a repo, or at all when none are given. What does not count as a change for a
    /// look at the source does not count here.
    func touches(_ parts: [String]?) -> Bool {
        guard changed else { return false }
        let all = paths.map { $0.union(directories) }
        let counted = all?.filter { path in
            !path.split(separator: UInt8(ascii: "/")).contains { Self.uncounted.contains(Array($0)) }
        }
        if let all, !all.isEmpty, counted?.isEmpty == true { return false }
        return parts.map { RepoPart.mayHave(counted, in: $0) } ?? true
    }

    /// How many paths are told apart.
    static let pathLimit = 10_000

    /// Adds what another transfer sent or deleted.
    mutating func add(_ more: Set<[UInt8]>?) {
        guard let more else { return paths = nil }
        add(more.lazy.map { $0[...] })
    }

    /// Takes in more paths.
    mutating func add(_ more: some Sequence<PathListing.Path>) {
        paths?.formUnion(more.lazy.map { Array($0) })
        if let paths, paths.count > Self.pathLimit { self.paths = nil }
    }
}
