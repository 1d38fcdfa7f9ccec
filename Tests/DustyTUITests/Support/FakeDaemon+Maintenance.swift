import DustyCore

/// The dashboard asks none of this; a test in which it does fails.
extension FakeDaemon {
    private struct Unexpected: Error {}

    func disk() async throws -> DiskReport { throw Unexpected() }

    func cleanupPlan(_ scopes: [CleanupScope]) async throws -> CleanupPlan { throw Unexpected() }

    func backup(_ request: BackupRequest, each: @Sendable ([UInt8]) async throws -> Void) async throws {
        throw Unexpected()
    }

    func stageRestore(bytes: Int64, next: @escaping @Sendable () async throws -> [UInt8]?) async throws -> StagedRestore
    {
        throw Unexpected()
    }

    func doctor(_ request: DoctorRequest) async throws -> DoctorReport { throw Unexpected() }

    func audit(_ request: AuditRequest) async throws -> [AuditRecord] { throw Unexpected() }

    func dump() async throws -> [DumpDocument] { throw Unexpected() }

    func stage(
        _ program: UpgradeProgram,
        bytes: Int64,
        next: @escaping @Sendable () async throws -> [UInt8]?
    ) async throws -> StagedProgram {
        throw Unexpected()
    }

    func upgrade(_ request: UpgradeRequest) async throws -> UpgradeOutcome { throw Unexpected() }
}
