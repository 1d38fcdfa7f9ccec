import DustyCore

/// Follows one app or service without end: across restarts, crashes and new containers, without losing or repeating
/// lines.
struct LogFollower: Sendable {
    /// One run of a container.
    private struct Life: Equatable {
        var container: String
        var startedAt: Timestamp?
    }

    /// What was followed last.
    private struct Seen {
        var life: Life
        /// Whether the container ran when its stream was opened.
        var isRunning: Bool
        /// Time of the last line, or of the check that found none.
        var last: Timestamp

        /// What to say about the end of that run; nil when it continues, or was over before.
        func farewell(to container: ObservedContainer, _ life: Life, exits: [String: ContainerExit]) -> String? {
            guard isRunning, !container.state.isRunning || self.life != life else { return nil }
            guard let exit = exits[self.life.container], exit.startedAt == self.life.startedAt else { return "stopped" }
            return "stopped: \(exit.state)"
        }
    }

    /// How long a stream may stay closed while its container is reported as running.
    private static let patience = Duration.seconds(1)

    let name: String
    let window: LogWindow
    let engine: any EngineObserver
    let observatory: Observatory

    func run(each: @escaping @Sendable (LogBatch) async -> Void) async throws {
        var seen: Seen?
        for await _ in await observatory.changes() {
            while let (container, exits) = await current() {
                let life = Life(container: container.id, startedAt: container.startedAt)
                if let word = seen?.farewell(to: container, life, exits: exits) { await each(say(word)) }
                let isNew = seen?.life.container != life.container && container.startedAt != nil
                guard container.state.isRunning || isNew else {
                    seen?.isRunning = false
                    break
                }
                if let seen, !seen.isRunning || seen.life != life { await each(say("started")) }
                let opened = observatory.now
                let last = try await follow(container, after: seen, each: each)
                let earlier = seen?.life.container == life.container ? seen?.last : nil
                seen = Seen(life: life, isRunning: container.state.isRunning, last: last ?? earlier ?? opened)
                try await waitForNews(of: life)
            }
        }
    }

    /// The container and how runs of containers have ended, while the engine answers.
    private func current() async -> (container: ObservedContainer, exits: [String: ContainerExit])? {
        let facts = await observatory.current()
        guard facts.engine.reachable, let container = facts.containers.first(where: { $0.service == name }) else {
            return nil
        }
        return (container, facts.exits)
    }

    /// A stream ends a moment before the engine says why. Without this wait the next run would be mistaken for the same
    /// one.
    private func waitForNews(of life: Life) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline, let container = await current()?.container, container.state.isRunning,
            Life(container: container.id, startedAt: container.startedAt) == life
        {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Hands on lines of one container until its stream ends; returns the time of the last one.
    private func follow(
        _ container: ObservedContainer,
        after seen: Seen?,
        each: @escaping @Sendable (LogBatch) async -> Void
    ) async throws -> Timestamp? {
        let isNew = seen?.life.container != container.id
        let window = window.resolved(for: container)
        let since = isNew ? window.since : seen.map { Timestamp(milliseconds: $0.last.milliseconds + 1) }
        let query = LogQuery(
            follow: container.state.isRunning,
            tail: seen == nil ? window.tail : nil,
            since: since,
            terminal: container.terminal,
            parts: window.parts
        )
        // Later runs are announced as they come.
        let marks = seen == nil && window.runs ? await observatory.current().runMarks(of: container, since: since) : []
        let runs = RunMarks(marks, isPart: query.tail != nil)
        if !container.keepsLog, isNew { await each(say(container.logRefusal, names: false)) }
        let last = LastLine()
        do {
            try await runs.afterQuiet(each) {
                try await engine.logs(container: container.id, query: query) { lines in
                    await last.set(lines.last?.time)
                    await each(LogBatch(lines: await runs.weave(lines.map { $0.line(of: name) })))
                }
            }
        } catch let error as DustyError {
            // The engine or the container went away in the middle; the observatory says when to look again.
            guard error.code == .unavailable || error.code == .notFound || error.code == .failed else { throw error }
        }
        return await last.time
    }

    private func say(_ text: String, names: Bool = true) -> LogBatch {
        let text = names ? "\(name) \(text)" : text
        return LogBatch(lines: [LogLine(source: name, time: observatory.now, stream: .dusty, text: text)])
    }
}

/// Time of the last line that was handed on.
private actor LastLine {
    private(set) var time: Timestamp?

    func set(_ time: Timestamp?) {
        if let time { self.time = time }
    }
}
