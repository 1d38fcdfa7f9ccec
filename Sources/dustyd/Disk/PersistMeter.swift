import DustyCore
import ServiceLifecycle

/// Measures how much of the machine's disk `/persist` uses. That visits every file, so it happens only while a
/// dashboard is open, and seldom.
struct PersistMeter: Service {
    private static let interval = Duration.seconds(300)

    let disk: Disk
    let observatory: Observatory

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var last: ContinuousClock.Instant?
            for await _ in await observatory.changes() {
                let isDue = last.map { ContinuousClock.now - $0 >= Self.interval } ?? true
                guard isDue, await observatory.isViewed(), await observatory.current().engine.reachable else {
                    continue
                }
                last = .now
                await measure()
            }
        }
    }

    private func measure() async {
        let path = disk.persist.path
        guard let bytes = try? await disk.directories.bytes(of: [path])[path] else { return }
        await observatory.update { $0.persistBytes = bytes }
    }
}
