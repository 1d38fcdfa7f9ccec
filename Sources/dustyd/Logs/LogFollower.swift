import DustyCore

/// Follows one app or service for ever: across restarts, crashes and new containers, without losing or repeating lines.
struct LogFollower: Sendable {
    /// One life of a container.
    private struct Life: Equatable {
        var container: String
        var startedAt: Timestamp?
    }

    let name: String
    let tail: Int?
    let engine: any EngineObserver
    let observatory: Observatory

    func run(each: @escaping @Sendable (LogBatch) async -> Void) async throws {
        var seen: (life: Life, last: Timestamp?)?
        var running = false
        for await _ in await observatory.changes() {
            guard let container = await observatory.container(name), await observatory.current().engine.reachable else {
                continue
            }
            let life = Life(container: container.id, startedAt: container.startedAt)
            if running, !container.state.isRunning || seen?.life != life {
                await each(say(container.state.isRunning ? "restarted" : "stopped: \(container.state)"))
                running = false
            }
            guard container.state.isRunning || seen?.life.container != life.container else { continue }
            if seen != nil, !running, container.state.isRunning, seen?.life != life { await each(say("started")) }
            running = container.state.isRunning
            let last = try await follow(container, after: seen, each: each)
            seen = (life, last ?? (seen?.life.container == life.container ? seen?.last : nil))
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Hands on lines of one container until its stream ends; returns the time of the last one.
    private func follow(
        _ container: ObservedContainer,
        after seen: (life: Life, last: Timestamp?)?,
        each: @escaping @Sendable (LogBatch) async -> Void
    ) async throws -> Timestamp? {
        let isNew = seen?.life.container != container.id
        let since = isNew ? nil : seen?.last.map { Timestamp(milliseconds: $0.milliseconds + 1) }
        let query = LogQuery(
            follow: container.state.isRunning,
            tail: seen == nil ? tail : nil,
            since: since,
            terminal: container.terminal
        )
        let last = LastLine()
        do {
            try await engine.logs(container: container.id, query: query) { lines in
                await last.set(lines.last?.time)
                await each(LogBatch(lines: lines.map { $0.line(of: name) }))
            }
        } catch let error as DustyError {
            // The engine or the container went away in the middle; the observatory says when to look again.
            guard error.code == .unavailable || error.code == .notFound || error.code == .failed else { throw error }
        }
        return await last.time
    }

    private func say(_ text: String) -> LogBatch {
        LogBatch(lines: [LogLine(source: name, time: observatory.now, stream: .dusty, text: "\(name) \(text)")])
    }
}

/// Time of the last line that was handed on.
private actor LastLine {
    private(set) var time: Timestamp?

    func set(_ time: Timestamp?) {
        if let time { self.time = time }
    }
}
