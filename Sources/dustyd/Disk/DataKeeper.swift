import DustyCore
import Logging
import ServiceLifecycle

/// Finishes what an earlier daemon was doing with data when it died: a restore, and containers that were stopped for it
/// or for a backup. On another machine that waits for the connection.
struct DataKeeper: Service {
    private static let interval = Duration.seconds(10)

    let disk: Disk
    let observatory: Observatory
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown { await settle() }
        try? await gracefulShutdown()
    }

    private func settle() async {
        // Clones that were being removed when an earlier daemon died.
        _ = try? await disk.own.remove(RepoDirectories(root: disk.paths.repos).removed)
        var said = ""
        while !Task.isCancelled {
            do {
                try await disk.settle(observatory)
                return try await disk.startPaused()
            } catch {
                let words = (error as? DustyError)?.message ?? "\(error)"
                if words != said { logger.warning("data are not settled yet", metadata: ["reason": "\(words)"]) }
                said = words
            }
            try? await Task.sleep(for: Self.interval)
        }
    }
}
