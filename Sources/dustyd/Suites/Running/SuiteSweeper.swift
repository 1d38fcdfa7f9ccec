import DustyCore
import Logging
import ServiceLifecycle

/// Removes test runs, and containers for one program, that an earlier life of the daemon left behind, as soon as the engine answers. Comes by
/// again for containers that could not be removed when their program ended.
struct SuiteSweeper: Service {
    /// Between two looks while the engine does not answer.
    private static let interval = Duration.seconds(2)
    /// Between two looks for containers for one program.
    private static let later = Duration.seconds(180)

    let machine: any Machine
    let projects: SuiteProjects
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await machine.ready()
                    try await projects.sweep()
                    try await clearOneOffs()
                    break
                } catch {
                    logger.debug("test runs cannot be swept yet", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: Self.interval)
            }
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.later)
                do { try await clearOneOffs() } catch {
                    logger.debug("containers cannot be swept yet", metadata: ["error": "\(error)"])
                }
            }
        }
        // A service that returns would end the daemon.
        try? await gracefulShutdown()
    }

    private func clearOneOffs() async throws {
        let oneOffs = projects.systems.oneOffs
        try await oneOffs.clear(oneOffs.earlier, with: projects.systems.engine)
    }
}
