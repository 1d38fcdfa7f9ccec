import DustyCore

/// What a scripted daemon answers to questions of upkeep.
struct MaintenanceAnswers: Sendable {
    var disk: DiskReport?
    var cleanup: CleanupPlan?
    /// The archive that a backup is.
    var archive: [[UInt8]]?
    var restore: StagedRestore?
    var doctor: DoctorReport?
    var dump: [DumpDocument]?
    var program: StagedProgram?
    var outcome: UpgradeOutcome?
    var audit: [AuditRecord]?
}

extension ScriptedDaemon {
    func disk() async throws -> DiskReport { try answer("disk", answers.maintenance.disk) }

    func cleanupPlan(_ scopes: [CleanupScope]) async throws -> CleanupPlan {
        try answer("cleanup \(scopes.map(\.rawValue).joined(separator: " "))", answers.maintenance.cleanup)
    }

    func backup(_ request: BackupRequest, each: @Sendable ([UInt8]) async throws -> Void) async throws {
        let call = "backup \(request.names.joined(separator: " "))\(request.stop ? " stop" : "")"
        for piece in try answer(call, answers.maintenance.archive) { try await each(piece) }
    }

    func stageRestore(bytes: Int64, next: @escaping @Sendable () async throws -> [UInt8]?) async throws -> StagedRestore
    {
        var count = 0
        while let piece = try await next() { count += piece.count }
        return try answer("stage \(bytes) \(count)", answers.maintenance.restore)
    }

    func doctor(_ request: DoctorRequest) async throws -> DoctorReport {
        try answer("doctor\(request.fix ? " fix" : "")", answers.maintenance.doctor)
    }

    func audit(_ request: AuditRequest) async throws -> [AuditRecord] {
        try answer("audit \(request.limit)\(request.since == nil ? "" : " since")", answers.maintenance.audit)
    }

    func dump() async throws -> [DumpDocument] { try answer("dump", answers.maintenance.dump) }

    func stage(
        _ program: UpgradeProgram,
        bytes: Int64,
        next: @escaping @Sendable () async throws -> [UInt8]?
    ) async throws -> StagedProgram {
        var count = 0
        while let piece = try await next() { count += piece.count }
        var staged = try answer("stage \(program.rawValue) \(count)", answers.maintenance.program)
        staged.program = program
        return staged
    }

    func upgrade(_ request: UpgradeRequest) async throws -> UpgradeOutcome {
        let programs = request.programs.map(\.rawValue).joined(separator: " ")
        return try answer("upgrade \(programs)\(request.wait ? " wait" : "")", answers.maintenance.outcome)
    }
}
