import CLibrary
import DustyCore
import SystemPackage

/// Copies a few files of a repo on this host at once, without looking at all the others.
///
/// Each is read with the rights of the repo's reader and through no link, written outside of the copy, and renamed into
/// place, so that no reader sees half a file. Directories and larger batches are left to rsync.
struct LocalHand: Hand {
    /// How large a file it copies.
    static let size = 8 << 20
    /// How many are open, and recorded, at a time.
    private static let batch = 128

    /// The root of the machine's tree.
    let root: String
    /// Where files are made, on the same file system and for root only.
    let staging: String
    let manifests: ManifestStore

    let heedsGenerations = false
    // On the same host rsync is quicker for no number of files; but it is for whole directories.
    let width = 4096

    func settle(
        _ paths: [[UInt8]],
        by transfer: Transfer,
        mounted: @Sendable () async throws -> [String]
    ) async throws -> HandOutcome {
        var outcome = HandOutcome()
        for start in stride(from: 0, to: paths.count, by: Self.batch) where outcome.isWhole {
            let batch = Array(paths[start..<min(start + Self.batch, paths.count)])
            do { outcome.add(try await settle(batch: batch, by: transfer, mounted: mounted) ?? .tooMuch) } catch {
                // What the batches before did, and took out of the copy, is not forgotten.
                guard start > 0 else { throw error }
                outcome.isWhole = false
            }
        }
        return outcome
    }

    private func settle(
        batch: [[UInt8]],
        by transfer: Transfer,
        mounted: @Sendable () async throws -> [String]
    ) async throws -> HandOutcome? {
        try await HandWork.with(batch, by: transfer, manifests, mounted: mounted) { work in
            let place = try MachinePlace.below(root, transfer.target)
            return try await UserThread.run {
                Work(
                    place: place,
                    staging: staging,
                    ledger: work.ledger,
                    spared: work.spared,
                    comesBack: transfer.back != nil
                ).carryOut(work.sources)
            }
        }
    }

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

    func begin() async {
        try? await UserThread.run { [staging] in TrustedRoot(staging).sweep(depth: 0) }
    }

    func rest() {}
}
