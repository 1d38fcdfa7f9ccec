import DustyCore
import Logging
import ServiceLifecycle

/// Stops the virtual machine that the stack lives on once nothing has run on it and no dashboard was open for as long as its owner said.
struct IdleStop: Service {
    private static let interval = Duration.seconds(5)

    /// The machine that the stack lives on; nil for this host.
    let machine: String?
    let catalog: MachineCatalog
    let observatory: Observatory
    let jobs: Jobs
    let logger: Logger

    func run() async throws {
        guard let name = machine else {
            try? await gracefulShutdown()
            return
        }
        await cancelWhenGracefulShutdown {
            var clock = IdleClock()
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.interval)
                let minutes = try? catalog.vm(name)?.idleMinutes
                guard let minutes, clock.look(isBusy: await isBusy(), at: .now, limit: .seconds(60 * minutes)) else {
                    continue
                }
                await stop(name)
                clock = IdleClock()
            }
        }
    }

    private func isBusy() async -> Bool {
        if await observatory.isViewed() { return true }
        let facts = await observatory.current()
        // An engine that does not answer may be one of a machine that is stopped already.
        return !facts.engine.reachable || facts.containers.contains(where: \.state.isRunning)
            || facts.jobs.contains { !$0.state.isFinal }
    }

    private func stop(_ name: String) async {
        logger.notice("the machine is idle and will be stopped", metadata: ["machine": "\(name)"])
        let caller = Caller(user: SubprocessRunner.currentUser, sshAuthSock: nil)
        do {
            _ = try await jobs.start(JobRequest(.shutdown), for: caller)
        } catch {
            logger.warning("the idle machine was not stopped", metadata: ["reason": "\(error)"])
        }
    }
}

/// How long nothing has happened.
struct IdleClock: Sendable, Equatable {
    private var since: ContinuousClock.Instant?

    /// Whether nothing has happened for as long as the limit.
    mutating func look(isBusy: Bool, at now: ContinuousClock.Instant, limit: Duration) -> Bool {
        guard !isBusy else {
            since = nil
            return false
        }
        let start = since ?? now
        since = start
        return now - start >= limit
    }
}
