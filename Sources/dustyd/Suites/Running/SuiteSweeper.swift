import DustyCore
import Logging
import ServiceLifecycle

/// Removes test runs, and containers for one program, that an earlier life of the daemon left behind, as soon as the engine answers.
struct SuiteSweeper: Service {
    /// Between two looks while the engine does not answer.
    private static let interval = Duration.seconds(2)

    let machine: any Machine
    let projects: SuiteProjects
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await machine.ready()
                    try await projects.sweep()
                    let oneOffs = projects.systems.oneOffs
                    try await oneOffs.clear(oneOffs.earlier, with: projects.systems.engine)
                    break
                } catch {
                    logger.debug("test runs cannot be swept yet", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: Self.interval)
            }
        }
        // A service that returns would end the daemon.
        try? await gracefulShutdown()
    }
}
