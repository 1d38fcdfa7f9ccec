import DustyCore
import ServiceLifecycle

/// Keeps on the disk which code processes began with, so that a daemon that starts again knows which of them run older code.
struct CodeRunKeeper: Service {
    let path: String
    let files: any FileStore
    let observatory: Observatory

    /// What was kept.
    static func read(_ path: String, _ files: any FileStore) -> [String: CodeRun] {
        files.readState([String: CodeRun].self, at: path) ?? [:]
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var kept = await observatory.current().runs
            for await _ in await observatory.changes() {
                let runs = await observatory.current().runs
                guard runs != kept else { continue }
                kept = runs
                // It is a help only: without it an app may be taken for one that runs the latest code.
                _ = try? await UserThread.run { try files.writeState(runs, at: path, mode: 0o600) }
            }
        }
    }
}
