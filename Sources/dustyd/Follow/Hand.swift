import DustyCore
import SystemPackage

/// Copies a few files of a repo at once, without looking at all the others.
protocol Hand: Sendable {
    /// Whether the copies may be other ones with each generation of the machine's files, so that the first change in
    /// each needs a full sync.
    var heedsGenerations: Bool { get }
    /// How many paths it settles at once; a full sync is quicker for more.
    var width: Int { get }
    /// Settles these paths as far as it can. `mounted` returns the mount points of containers.
    func settle(
        _ paths: [[UInt8]],
        by transfer: Transfer,
        mounted: @Sendable () async throws -> [String]
    ) async throws -> HandOutcome
    /// What was taken out of a copy under this name, which it loses.
    func taken(_ name: String) async throws -> ConflictStore.Content?
    /// Clears what an earlier daemon left half done.
    func begin() async
    /// Ends what waits for changes, when none are to come.
    func rest() async
}

/// What came of it.
struct HandOutcome: Sendable, Equatable {
    var files = 0
    var deleted = 0
    var bytes: Int64 = 0
    /// What was put there or deleted.
    var paths: Set<[UInt8]> = []
    /// Whether that was all; otherwise a full sync must follow.
    var isWhole = true
    /// Files of containers that were replaced though they were not what had been copied: by path, their names in
    /// the staging directory.
    var kept: [[UInt8]: String] = [:]
    /// Paths that were left to containers, which changed them while the repo did not.
    var left: [[UInt8]] = []

    var isChange: Bool { files > 0 || deleted > 0 }

    /// Takes in what came of more.
    mutating func add(_ other: HandOutcome) {
        files += other.files
        deleted += other.deleted
        bytes += other.bytes
        paths.formUnion(other.paths)
        isWhole = isWhole && other.isWhole
        kept.merge(other.kept) { $1 }
        left += other.left
    }

    /// Something requires a full sync.
    static let tooMuch = HandOutcome(isWhole: false)
}

/// The paths that a hand settles, opened.
struct HandWork: Sendable {
    let sources: [HandSource]
    let ledger: ManifestLedger
    /// Mount points of containers, which are not deleted.
    let spared: Set<[UInt8]>

    /// Runs `body` with what these paths are now. Nil when they need a full sync.
    static func with<Value: Sendable>(
        _ paths: [[UInt8]],
        by transfer: Transfer,
        _ manifests: ManifestStore,
        mounted: @Sendable () async throws -> [String],
        _ body: (HandWork) async throws -> Value
    ) async throws -> Value? {
        let paths = paths.filter { !isSpared($0, transfer.protected) }
        guard let sources = try await look(at: paths, transfer) else { return nil }
        defer { sources.forEach { $0.close() } }
        // Whether something may have a place on the way to a mount is for rsync's filters.
        let ways = Set(transfer.parts.flatMap(RepoPart.way).map { Array($0.utf8) })
        guard !sources.contains(where: { !$0.isGone && ways.contains($0.path) }) else { return nil }
        guard
            let ledger = await manifests.ledger(of: transfer.target, from: transfer.source)?.knowing(
                sources.map(\.path)
            )
        else { return nil }
        let gone = sources.filter { $0.isGone && ledger.has($0.path) }
        let places = gone.isEmpty ? [] : Set(try await mounted().map { Array($0.utf8) })
        return try await body(HandWork(sources: sources, ledger: ledger, spared: places))
    }

    private static func look(at paths: [[UInt8]], _ transfer: Transfer) async throws -> [HandSource]? {
        try await UserThread.run(as: transfer.reader ?? SubprocessRunner.currentUser) {
            guard let top = try? FileDescriptor.directory(transfer.source) else { return nil }
            return try top.closeAfter { () -> [HandSource]? in
                var sources: [HandSource] = []
                for path in paths {
                    guard let source = HandSource(path, below: top) else {
                        sources.forEach { $0.close() }
                        return nil
                    }
                    sources.append(source)
                }
                return sources
            }
        }
    }

    private static func isSpared(_ path: [UInt8], _ spared: [String]) -> Bool {
        spared.contains { path.starts(with: $0.utf8) && (path.count == $0.utf8.count || path[$0.utf8.count] == 47) }
    }
}
