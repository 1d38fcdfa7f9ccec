import DustyCore

extension Observatory {
    /// From which age on what the engine said is not news any more, seconds.
    private static let freshness = 1.0
    /// Longest time that a client waits for the engine's sign of life.
    private static let patience = Duration.seconds(4)

    /// What clients are shown once that has been confirmed just now: whether the engine answers is found out first, unless it is known.
    func confirmedSnapshot() async -> Snapshot {
        guard current().engine.reachable, let lastHeard, now.seconds(since: lastHeard) > Self.freshness else {
            return snapshot()
        }
        await whileGlancing {
            _ = try? await withDeadline(Self.patience) {
                for await _ in await self.changes() {
                    let isReachable = await self.current().engine.reachable
                    if await self.lastHeard != lastHeard || !isReachable { return }
                }
            }
        }
        return snapshot()
    }

    /// The first container of the stack that runs.
    func runningContainer() -> String? {
        current().containers.first { $0.status == "running" }?.id
    }
}
