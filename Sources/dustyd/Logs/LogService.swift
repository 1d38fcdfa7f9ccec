import AsyncAlgorithms
import DustyCore

/// Streams of log lines for clients: of one container or of several, finished or live.
struct LogService: Sendable {
    let engine: any EngineObserver
    let observatory: Observatory

    /// Throws when a request names something that has no log.
    func check(_ request: LogRequest) async throws {
        guard !request.names.isEmpty else {
            throw DustyError(.invalid, "no app or service was named", hint: "such as name=api")
        }
        let snapshot = await observatory.snapshot()
        let known = (snapshot.apps + snapshot.services).map(\.name) + [StackNames.proxyService]
        for name in request.names where !known.contains(name) { throw DustyError.unknown(name, among: known) }
    }

    /// Hands on lines until the logs end, or for ever when following. One call of `each` at a time.
    func stream(_ request: LogRequest, each: (LogBatch) async throws -> Void) async throws {
        if request.follow {
            try await follow(request, each: each)
        } else {
            try await merge(request, each: each)
        }
    }

    private func follow(_ request: LogRequest, each: (LogBatch) async throws -> Void) async throws {
        let gathering = LogGathering()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in request.names {
                group.addTask {
                    try await LogFollower(
                        name: name,
                        tail: request.tail,
                        since: request.since,
                        engine: engine,
                        observatory: observatory
                    ).run { await gathering.put($0) }
                }
            }
            try await gathering.handOn(each)
            group.cancelAll()
        }
    }

    /// Lines of several finished logs in the order of their times.
    private func merge(_ request: LogRequest, each: (LogBatch) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var sources: [LogSource] = []
            for name in request.names {
                guard let container = await observatory.container(name) else { continue }
                let channel = AsyncChannel<[LogLine]>()
                let query = LogQuery(
                    follow: false,
                    tail: request.tail,
                    since: request.since,
                    terminal: container.terminal
                )
                group.addTask {
                    defer { channel.finish() }
                    try await engine.logs(container: container.id, query: query) { lines in
                        await channel.send(lines.map { $0.line(of: name) })
                    }
                }
                sources.append(LogSource(channel))
            }
            try await LogSource.mergeByTime(&sources, each: each)
            try await group.waitForAll()
        }
    }
}

/// Lines of one log, looked at one by one.
private struct LogSource {
    private var iterator: AsyncChannel<[LogLine]>.Iterator
    private var pending: ArraySlice<LogLine> = []

    init(_ channel: AsyncChannel<[LogLine]>) {
        iterator = channel.makeAsyncIterator()
    }

    /// The next line, without taking it.
    mutating func peek() async -> LogLine? {
        while pending.isEmpty {
            guard let lines = await iterator.next(isolation: #isolation) else { return nil }
            pending = lines[...]
        }
        return pending.first
    }

    mutating func take() {
        pending.removeFirst()
    }

    /// Hands on the lines of all sources, earliest first, in batches.
    static func mergeByTime(_ sources: inout [LogSource], each: (LogBatch) async throws -> Void) async throws {
        var batch = LogBatch(lines: [])
        while true {
            var earliest: (index: Int, line: LogLine)?
            for index in sources.indices {
                guard let line = await sources[index].peek() else { continue }
                if let found = earliest, found.line.time <= line.time { continue }
                earliest = (index, line)
            }
            guard let earliest else { break }
            sources[earliest.index].take()
            batch.lines.append(earliest.line)
            if batch.lines.count >= 500 {
                try await each(batch)
                batch.lines = []
            }
        }
        if !batch.lines.isEmpty { try await each(batch) }
    }
}

extension ContainerLogLine {
    /// The line as clients see it.
    func line(of name: String) -> LogLine {
        LogLine(source: name, time: time, stream: isError ? .err : .out, text: text)
    }
}

extension Observatory {
    /// The container of an app or a service.
    func container(_ name: String) -> ObservedContainer? {
        current().containers.first { $0.service == name }
    }
}
