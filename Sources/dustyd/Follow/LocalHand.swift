import DustyCore
import Glibc
import SystemPackage

/// Copies a few files of a repo on this host at once, without looking at all the others.
///
/// Each is read with the rights of the repo's reader and through no link, written outside of the copy, and renamed into
/// place, so that no reader sees half a file. Directories and larger batches are left to rsync.
struct LocalHand: Sendable {
    /// How many paths it handles, and how large a file.
    static let width = 32
    static let size = 8 << 20

    /// What came of it.
    struct Outcome: Sendable, Equatable {
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
    }

    /// The root of the machine's tree.
    let root: String
    /// Where files are made, on the same file system and for root only.
    let staging: String
    let manifests: ManifestStore

    /// Settles these paths as far as it can. `mounted` returns the mount points of containers.
    func settle(
        _ paths: [[UInt8]],
        by transfer: Transfer,
        mounted: @Sendable () async throws -> [String]
    ) async throws -> Outcome {
        let nothing = Outcome(isWhole: false)
        let paths = paths.filter { !Self.isSpared($0, transfer.protected) }
        guard let sources = try await look(at: paths, transfer) else { return nothing }
        defer { sources.forEach { $0.close() } }
        // Whether something may have a place on the way to a mount is for rsync's filters.
        let ways = Set(transfer.parts.flatMap(RepoPart.way).map { Array($0.utf8) })
        guard !sources.contains(where: { !$0.isGone && ways.contains($0.path) }) else { return nothing }
        guard let ledger = await manifests.ledger(of: transfer.target, from: transfer.source) else {
            return nothing
        }
        let gone = sources.filter { $0.isGone && ledger.has($0.path) }
        let places = gone.isEmpty ? [] : Set(try await mounted().map { Array($0.utf8) })
        let place = try MachinePlace.below(root, transfer.target)
        return try await UserThread.run {
            Work(
                place: place,
                staging: staging,
                ledger: ledger,
                spared: places,
                comesBack: transfer.back != nil
            ).carryOut(sources)
        }
    }

    /// What was taken out of a copy under this name, which it loses.
    func taken(_ name: String) async throws -> ConflictStore.Content? {
        try await UserThread.run { [staging] in
            let stage = try FileDescriptor.directory(staging)
            return try stage.closeAfter {
                defer { unlinkat(stage.rawValue, name, 0) }
                let name = Array(name.utf8).terminated
                if let target = stage.linkTarget(name) { return .link(target) }
                return BytePath.file(name, in: stage).map { .file($0) }
            }
        }
    }

    private func look(at paths: [[UInt8]], _ transfer: Transfer) async throws -> [HandSource]? {
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
