import DustyCore

/// Copies to another machine, whose connection is root's: what another user prepared is first copied here with that user's rights.
struct StagedSyncer: Syncer {
    let staging: Staging
    /// Copies from this host to the machine.
    let far: any Syncer

    func sync(
        _ transfer: Transfer,
        onProgress: @Sendable (Job.Progress) async -> Void
    ) async throws -> TransferResult {
        guard let reader = transfer.reader, reader.isAnother else {
            return try await far.sync(transfer, onProgress: onProgress)
        }
        try await staging.refresh(transfer.source, for: .transfers, as: reader, whenChanged: false)
        var second = transfer
        second.source = staging.path(of: transfer.source, for: .transfers)
        second.reader = nil
        return try await far.sync(second, onProgress: onProgress)
    }

    func generation(of target: String) async -> Int {
        await far.generation(of: target)
    }
}
