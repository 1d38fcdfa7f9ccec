import DustyCore

/// Copies to another machine, whose connection is root's: what another user prepared is first copied here with that
/// user's rights.
struct StagedSyncer: Syncer {
    let staging: Staging
    /// Copies from this host to the machine.
    let far: any Syncer

    func sync(
        _ transfer: Transfer,
        noting record: TransferRecord,
        onProgress: @Sendable (Job.Progress) async -> Void
    ) async throws -> TransferResult {
        guard let reader = transfer.reader, reader.isAnother else {
            return try await far.sync(transfer, noting: record, onProgress: onProgress)
        }
        // What is compared by content was copied here, and compared, just before.
        if transfer.compared == nil {
            try await staging.refresh(
                transfer.source,
                for: .transfers,
                as: reader,
                excluding: transfer.exclude,
                whenChanged: false
            )
        }
        var second = transfer
        second.source = staging.path(of: transfer.source, for: .transfers)
        second.reader = nil
        return try await far.sync(second, noting: record, onProgress: onProgress)
    }

    func remove(_ removal: Removal, from target: String) async throws -> Int {
        try await far.remove(removal, from: target)
    }

    func isEmpty(_ target: String) async throws -> Bool {
        try await far.isEmpty(target)
    }

    func isDirectory(_ path: String) async throws -> Bool {
        try await far.isDirectory(path)
    }

    func generation(of target: String) async -> Int {
        await far.generation(of: target)
    }
}
