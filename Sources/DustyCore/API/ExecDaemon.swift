/// Programs in containers.
public protocol ExecDaemon: Sendable {
    /// Scripts of an app, or of all active apps; `.notFound` for an app that no spec describes.
    func scripts(of app: String?) async throws -> [ScriptInfo]
    /// Makes a program ready to run. `.notFound` for an unknown name or script, `.conflict` when the container does not run.
    func createExec(_ request: ExecRequest) async throws -> ExecSession
    /// Runs the program and returns its exit code. `sending` runs beside it and is cancelled when it ends; `each` gets what it prints. The
    /// program is hung up when the calling task is cancelled or a closure throws.
    func attachExec(
        _ session: ExecSession,
        sending:
            @escaping @Sendable (_ send: @escaping @Sendable (ExecInput) async throws -> Void) async throws -> Void,
        each: @Sendable (ExecOutput) async throws -> Void
    ) async throws -> Int
}
