import DustyCore

/// The dashboard asks for none of these.
extension FakeDaemon {
    private static let unasked = DustyError(.internal, "The fake daemon was not prepared for this.")

    func scripts(of app: String?) async throws -> [ScriptInfo] { throw Self.unasked }

    func createExec(_ request: ExecRequest) async throws -> ExecSession { throw Self.unasked }

    func attachExec(
        _ session: ExecSession,
        sending:
            @escaping @Sendable (_ send: @escaping @Sendable (ExecInput) async throws -> Void) async throws -> Void,
        each: @Sendable (ExecOutput) async throws -> Void
    ) async throws -> Int {
        throw Self.unasked
    }

    func archiveEntry(_ place: ContainerPlace, following: Bool) async throws -> ArchiveEntry { throw Self.unasked }

    func readArchive(_ place: ContainerPlace, each: @Sendable ([UInt8]) async throws -> Void) async throws {
        throw Self.unasked
    }

    func writeArchive(
        _ place: ContainerPlace,
        sending: @escaping @Sendable (_ send: @escaping ByteSink) async throws -> Void
    ) async throws -> ArchiveReceipt {
        throw Self.unasked
    }
}
