import DustyCore
import Logging
import ServiceLifecycle

/// Keeps the observatory's view of the engine true: lists containers, follows events, and notices when the engine goes and comes.
struct EngineWatcher: Service {
    let containers: StackContainers
    let pulse: any EnginePulse
    let observatory: Observatory
    let logger: Logger
    var rhythm = PulseRhythm.standard
    /// How long after subscribing to events all containers are listed once more: an event may have fallen between the list and the events.
    var secondLook = Duration.seconds(3)
    /// How old a list may be before the next event has all containers listed again: an engine drops events for a client that reads too slowly.
    var listLifetime = Duration.seconds(60)

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

    /// Lists once, and then asks for the containers that events name, until the engine goes away.
    private func follow() async throws {
        var heartbeat = EngineHeartbeat(engine: pulse, observatory: observatory, rhythm: rhythm)
        let version = try await containers.engine.version()
        let (own, strange) = try await containers.sorted()
        // An engine whose containerd hangs still lists its containers, as they were.
        try await heartbeat.check(own.first { $0.status == .running }?.id)
        await observe(own, strange, version: version)
        let news = ContainerNews()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { news.finish() }
                try await containers.engine.events(project: containers.names.project) { event in
                    await observatory.hear()
                    await observatory.update { $0.note(event) }
                    news.note(event.container)
                }
                throw DustyError(.unavailable, "the engine closed the stream of events")
            }
            group.addTask {
                async let look: Void = news.doubt(after: secondLook)
                try await refresh(after: news, version: version)
                try await look
            }
            group.addTask { [heartbeat] in
                var heartbeat = heartbeat
                try await heartbeat.listen()
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Keeps the list true while there is news.
    private func refresh(after news: ContainerNews, version: String) async throws {
        // Before the events were listened to, anything can have happened.
        var listed = try await containers.engine.containers(project: containers.names.project)
        var listedAt = ContinuousClock.now
        for await _ in news.signals {
            if let changed = news.take(), ContinuousClock.now - listedAt < listLifetime {
                listed = try await containers.listed(listed, changed: changed)
            } else {
                listedAt = .now
                listed = try await containers.engine.containers(project: containers.names.project)
            }
            let (own, strange) = await containers.sort(listed)
            await observe(own, strange, version: version)
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func observe(_ own: [ObservedContainer], _ strange: [ObservedContainer], version: String) async {
        let warning = strange.isEmpty ? nil : Warning(strangers: strange.map(\.name))
        await observatory.hear()
        let now = observatory.now
        await observatory.update { facts in
            facts.observe(own)
            facts.warnings[.containers] = warning
            if !facts.engine.reachable || facts.engine.version != version {
                facts.engine = EngineStatus(reachable: true, version: version, since: now)
            }
        }
    }

    private func lost(_ error: any Error) async {
        guard !Task.isCancelled else { return }
        let message = (error as? DustyError)?.message ?? "\(error)"
        // The time of the last answer: from then on nothing is known, however long it took to find that out.
        let lastAnswer = await observatory.lastHeard ?? observatory.now
        if await observatory.current().engine.reachable {
            logger.warning("the engine does not answer", metadata: ["reason": "\(message)"])
        }
        await observatory.update { facts in
            guard facts.engine.reachable || facts.engine.message != message else { return }
            let since = facts.engine.reachable ? lastAnswer : facts.engine.since
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
    fileprivate init(strangers: [String]) {
        let error = DustyError(strangers: strangers)
        self.init(subject: .containers, message: error.message, hint: error.hint)
    }
}

extension StackFacts {
    /// Takes over what the engine reports.
    mutating func observe(_ containers: [ObservedContainer]) {
        self.containers = containers
        exits = exits.filter { id, _ in containers.contains { $0.id == id } }
        for container in containers {
            let hasEnded = if case .exited = container.state { true } else { false }
            guard hasEnded || container.status == .restarting else { continue }
            let state = hasEnded ? container.state : .exited(container.exitCode)
            exits[container.id] = ContainerExit(startedAt: container.startedAt, state: state)
        }
        readiness = readiness.filter { id, state in
            containers.contains { $0.id == id && $0.startedAt == state.startedAt }
        }
        let running = Set(containers.filter(\.state.isRunning).map(\.id))
        stats = stats.filter { running.contains($0.key) }
        stoppedOnRequest.formIntersection(containers.map(\.id))
        stoppedOnRequest.subtract(running)
        noteRuns()
        noteHistory()
    }
}
