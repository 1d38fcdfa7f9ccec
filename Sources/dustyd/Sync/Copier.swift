import DustyCore
import SystemPackage

/// Copies directories and records what it put where, so that from a copy in which containers write it deletes only what
/// it made itself.
struct Copier: Sendable {
    /// The outcome of a copy.
    struct Outcome: Sendable {
        var result: TransferResult
        /// Whether everything was copied, and what is gone deleted.
        var isWhole = false
        /// Whether the copy existed already without a record, so that nothing was deleted.
        var isUnknown = false
        /// Whether the source is unchanged since the last time, so that all changes are containers' that were undone.
        var isUndoing = false
        /// What of the rules of what does not travel does not count, and why.
        var fault: String?
        /// Directories that must be there and that the source does not have.
        var lacking: [String] = []
    }

    /// Paths that are left to the copy this time: a container changed them, and the source did not.
    typealias Held = [[UInt8]]

    let syncer: any Syncer
    let manifests: ManifestStore

    /// Copies by a transfer. `mounted` returns the mount points of containers below the target; it is called only when
    /// something must be deleted.
    func copy(
        _ wanted: Transfer,
        _ look: SourceLook?,
        holding held: Held = [],
        mounted: @Sendable () async throws -> [String] = { [] },
        onProgress: @Sendable (Job.Progress) async -> Void
    ) async throws -> Outcome {
        var transfer = wanted
        transfer.isListed = true
        transfer.left = held
        transfer.exclusions = try await exclusions(wanted, look)
        if transfer.manner == .exact { transfer.protected += try await mounted() }
        let before = try await manifests.read(transfer.target)
        let mayBeUnknown = before == nil && transfer.manner == .update
        let isUnknown = mayBeUnknown ? try await !syncer.isEmpty(transfer.target) : false
        let record = TransferRecord()
        do {
            var outcome = Outcome(result: try await syncer.sync(transfer, noting: record, onProgress: onProgress))
            outcome.isUnknown = isUnknown
            outcome.fault = transfer.exclusions.fault
            outcome.lacking = record.contents.lacking(of: transfer.needed)
            let pass = Pass(
                transfer,
                before,
                look,
                record.contents,
                placed: wanted.protected.map { Array($0.utf8) } + held
            )
            try await finish(&outcome, pass, mounted, onProgress)
            return outcome
        } catch {
            // What was put there before a failure must be known as ours; a record of only that would pass for complete.
            if !transfer.isRehearsal, !isUnknown { await widen(before, transfer, record.contents.listing, look) }
            throw error
        }
    }

    /// Whether a copy is as its manifest has it, and the source as it was when that was written: then there is nothing to do.
    func isCurrent(_ wanted: Transfer, _ look: SourceLook?) async -> Bool {
        guard wanted.manner == .update, !wanted.isRehearsal, let look, look.isSettled, look.exclusions.fault == nil,
            let manifest = try? await manifests.read(wanted.target), manifest.state == look.state, look.state != 0,
            manifest.source == wanted.source, !manifest.listing.isEmpty
        else { return false }
        let known = Set(manifest.listing)
        let there = wanted.protected.map { Array($0.utf8)[...] } + wanted.needed.map { Array("\($0)/".utf8)[...] }
        guard there.allSatisfy(known.contains) else { return false }
        return await syncer.isSame(manifest.listing, wanted)
    }

    /// What does not travel; of a source that could not be looked at only what is said at its top.
    private func exclusions(_ transfer: Transfer, _ look: SourceLook?) async throws -> Exclusions {
        if let look { return look.exclusions }
        guard let lines = transfer.exclude else { return Exclusions() }
        return try await UserThread.run(as: transfer.reader ?? SubprocessRunner.currentUser) {
            guard let top = try? FileDescriptor.directory(transfer.source) else { return Exclusions(lines) }
            return try top.closeAfter {
                var exclusions = Exclusions(lines, below: top)
                exclusions.learn(top, at: [])
                return exclusions
            }
        }
    }

    /// What follows the copying itself.
    private func finish(
        _ outcome: inout Outcome,
        _ pass: Pass,
        _ mounted: @Sendable () async throws -> [String],
        _ onProgress: @Sendable (Job.Progress) async -> Void
    ) async throws {
        let (transfer, before, record) = (pass.transfer, pass.before, pass.record)
        guard !record.listing.isEmpty else {
            outcome.isWhole = record.isWhole
            return
        }
        let isSame = before?.isManifest(of: transfer, listing: pass.listing, look: pass.look) == true
        if !isSame, transfer.manner != .exact {
            let suspects = Manifest.suspects(before, pass.look, record)
            if !suspects.isEmpty { try await compare(suspects, transfer, &outcome.result, onProgress) }
        }
        guard record.isWhole else {
            if !transfer.isRehearsal { await widen(before, transfer, pass.listing, pass.look) }
            return
        }
        let isSource = pass.look.map { before?.state == $0.state && before?.source == transfer.source } == true
        outcome.isUndoing = isSource && !record.isFresh
        if transfer.manner == .update, !isSame, let before {
            let gone = before.gone(from: pass.listing, sparing: transfer.protected).filter { path in
                // What no longer travels belongs to the machine from now on.
                let bare = Array(path.withoutSlash)
                return !transfer.exclusions.excludesWay(to: bare, isDirectory: path.isDirectoryPath)
            }
            let deleted = try await delete(gone, before, pass, mounted)
            outcome.result.add(gone.filter { !$0.isDirectoryPath })
            outcome.result.deleted += deleted
            outcome.isUndoing = outcome.isUndoing && deleted == 0
            outcome.result.changed = outcome.result.changed || deleted > 0
        }
        if !isSame, !transfer.isRehearsal {
            let unsure = await changed(among: record.sent, since: pass.look, transfer)
            try await manifests.write(Manifest(of: transfer, listing: pass.listing, look: pass.look, unsure: unsure))
        }
        outcome.isWhole = true
    }

    /// Compares files by their content, and copies those that differ.
    private func compare(
        _ files: PathListing,
        _ transfer: Transfer,
        _ result: inout TransferResult,
        _ onProgress: @Sendable (Job.Progress) async -> Void
    ) async throws {
        var second = transfer
        second.compared = files
        second.isListed = false
        let more = try await syncer.sync(second, onProgress: onProgress)
        result.add(more.paths)
        result.files += more.files
        result.bytes += more.bytes
        result.changed = result.changed || more.files > 0
    }

    /// Deletes what was put there and is gone from the source, except mount points of containers.
    private func delete(
        _ gone: [PathListing.Path],
        _ before: Manifest,
        _ pass: Pass,
        _ mounted: @Sendable () async throws -> [String]
    ) async throws -> Int {
        let transfer = pass.transfer
        guard !gone.isEmpty else { return 0 }
        let places = Set(try await mounted().map { Array($0.utf8)[...] })
        let removal = Removal(gone.filter { !places.contains($0.withoutSlash) })
        if transfer.isRehearsal { return removal.count }
        // Whatever happens from here on, everything that may be there is recorded.
        try await manifests.write(before.widened(by: pass.listing, pass.look))
        return try await syncer.remove(removal, from: transfer.target)
    }

    private func widen(_ before: Manifest?, _ transfer: Transfer, _ listing: PathListing, _ look: SourceLook?) async {
        guard !listing.isEmpty else { return }
        let known = before ?? Manifest(of: transfer, listing: PathListing(), look: nil)
        try? await manifests.write(known.widened(by: listing, look))
    }

    /// Files that were sent and have changed since: which version was sent is not known.
    private func changed(
        among sent: PathListing,
        since look: SourceLook?,
        _ transfer: Transfer
    ) async -> Set<PathListing.Path> {
        guard let look, !sent.isEmpty else { return [] }
        let prints = Dictionary(zip(look.files, look.prints)) { first, _ in first }
        let changed = try? await UserThread.run(as: transfer.reader ?? SubprocessRunner.currentUser) {
            let source = try FileDescriptor.directory(transfer.source)
            return try source.closeAfter {
                sent.filter { path in
                    let status = try? FileStatus(of: path.terminated, in: source)
                    return (status ?? nil).map { FilePrint($0) } != prints[path]
                }
            }
        }
        return Set(changed ?? Array(sent))
    }

    /// What the steps of one copy share.
    private struct Pass {
        let transfer: Transfer
        let before: Manifest?
        let look: SourceLook?
        let record: TransferRecord.Contents
        /// Everything Dusty has in the copy: what the source has, and what containers have it put there, such as
        /// assets.
        let listing: PathListing

        init(
            _ transfer: Transfer,
            _ before: Manifest?,
            _ look: SourceLook?,
            _ record: TransferRecord.Contents,
            placed: [[UInt8]]
        ) {
            self.transfer = transfer
            self.before = before
            self.look = look
            self.record = record
            listing = record.listing.adding(placed)
        }
    }
}
