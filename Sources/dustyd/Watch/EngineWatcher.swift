import DustyCore
import Logging
import ServiceLifecycle

/// Keeps the observatory's view of the engine true: lists containers, follows events, and notices when the engine goes and comes.
struct EngineWatcher: Service {
    let containers: StackContainers
    let observatory: Observatory
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var delay = Duration.milliseconds(250)
            while !Task.isCancelled {
                do {
                    try await follow()
                    delay = .milliseconds(250)
                } catch {
                    await lost(error)
                }
                try? await Task.sleep(for: delay)
                delay = min(delay * 2, .seconds(1))
            }
        }
    }

    /// Lists once and then again after each event, until the engine goes away.
    private func follow() async throws {
        let version = try await containers.engine.version()
        try await refresh(version: version)
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        signal.yield()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { signal.finish() }
                try await containers.engine.events(project: containers.names.project) { _ in signal.yield() }
                throw DustyError(.unavailable, "the engine closed the stream of events")
            }
            group.addTask {
                for await _ in signals {
                    try await refresh(version: version)
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func refresh(version: String) async throws {
        let (own, strange) = try await containers.sorted()
        let warning = strange.isEmpty ? nil : Warning(strangers: strange.map(\.name))
        let now = observatory.now
        await observatory.update { facts in
            facts.observe(own)
            facts.warnings[Warning.strangers] = warning
            if !facts.engine.reachable || facts.engine.version != version {
                facts.engine = EngineStatus(reachable: true, version: version, since: now)
            }
        }
    }

    private func lost(_ error: any Error) async {
        guard !Task.isCancelled else { return }
        let message = (error as? DustyError)?.message ?? "\(error)"
        let now = observatory.now
        if await observatory.current().engine.reachable {
            logger.warning("the engine does not answer", metadata: ["reason": "\(message)"])
        }
        await observatory.update { facts in
            guard facts.engine.reachable || facts.engine.message != message else { return }
            let since = facts.engine.reachable ? now : facts.engine.since
            facts.engine = EngineStatus(
                reachable: false,
                version: facts.engine.version,
                since: since,
                message: message
            )
            facts.stats = [:]
        }
    }
}

extension Warning {
    /// Subject of the warning of containers that only claim to be the stack's.
    fileprivate static let strangers = "containers"

    fileprivate init(strangers: [String]) {
        let error = DustyError(strangers: strangers)
        self.init(subject: Self.strangers, message: error.message, hint: error.hint)
    }
}

extension StackFacts {
    /// Takes over what the engine reports.
    mutating func observe(_ containers: [ObservedContainer]) {
        self.containers = containers
        exits = exits.filter { id, _ in containers.contains { $0.id == id } }
        for container in containers {
            guard case .exited = container.state else { continue }
            exits[container.id] = Exit(startedAt: container.startedAt, state: container.state)
        }
        readiness = readiness.filter { id, state in
            containers.contains { $0.id == id && $0.startedAt == state.startedAt }
        }
        let running = Set(containers.filter(\.state.isRunning).map(\.id))
        stats = stats.filter { running.contains($0.key) }
        stoppedOnRequest.formIntersection(containers.map(\.id))
        stoppedOnRequest.subtract(running)
    }
}
