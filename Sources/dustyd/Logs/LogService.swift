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
        let facts = await observatory.current()
        // Who follows waits for the engine; other clients would not see why there is nothing.
        guard !request.follow else { return }
        guard facts.engine.reachable else {
            throw DustyError(.unavailable, "the container engine does not answer", hint: "see `dusty status`")
        }
        let containers = facts.containers.filter { request.names.contains($0.service) }
        guard let first = containers.first, containers.allSatisfy({ !$0.keepsLog }) else { return }
        throw DustyError(
            .conflict,
            first.logRefusal,
            hint: "remove `logging` from its spec, or name a driver that keeps logs, such as json-file"
        )
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
                        parts: request.parts,
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
                    terminal: container.terminal,
                    parts: request.parts
                )
                group.addTask {
                    defer { channel.finish() }
                    guard container.keepsLog else {
                        return await channel.send([say(container.logRefusal, of: name)])
                    }
                    do {
                        try await engine.logs(container: container.id, query: query) { lines in
                            await channel.send(lines.map { $0.line(of: name) })
                        }
                    } catch let error as DustyError {
                        // The answer has begun: in it is the only place left to say so.
                        await channel.send([say("the log of \(name) cannot be read: \(error.message)", of: name)])
                    }
                }
                sources.append(LogSource(channel))
            }
            try await LogSource.mergeByTime(&sources, each: each)
            try await group.waitForAll()
        }
    }
}

extension LogService {
    private func say(_ text: String, of name: String) -> LogLine {
        LogLine(source: name, time: observatory.now, stream: .dusty, text: text)
    }
}

extension ObservedContainer {
    /// Whether what it prints can be read again.
    var keepsLog: Bool { logDriver != "none" }

    /// Why it cannot.
    var logRefusal: String { "the log driver none of \(service) keeps nothing" }
}

/// Lines of one log, looked at one by one.
private struct LogSource {
    private var iterator: AsyncChannel<[LogLine]>.Iterator
    private var pending: ArraySlice<LogLine> = []
    /// Text after which a batch is handed on.
    private static let batchSize = 512 << 10

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
        var size = 0
        /// The source in the middle of a line, which goes on before all others.
        var open: Int?
        while true {
            var earliest: (index: Int, line: LogLine)?
            for index in open.map({ $0...$0 }) ?? sources.startIndex...max(0, sources.endIndex - 1) {
                guard sources.indices.contains(index), let line = await sources[index].peek() else { continue }
                if let found = earliest, found.line.time <= line.time { continue }
                earliest = (index, line)
            }
            guard let earliest else {
                guard open != nil else { break }
                open = nil
                continue
            }
            sources[earliest.index].take()
            open = earliest.line.partial == true ? earliest.index : nil
            batch.lines.append(earliest.line)
            size += earliest.line.text.utf8.count
            if batch.lines.count >= 500 || size >= batchSize {
                try await each(batch)
                (batch.lines, size) = ([], 0)
            }
        }
        if !batch.lines.isEmpty { try await each(batch) }
    }
}

extension ContainerLogLine {
    /// The line as clients see it.
    func line(of name: String) -> LogLine {
        LogLine(source: name, time: time, stream: isError ? .err : .out, text: text, partial: isPartial ? true : nil)
    }
}

extension Observatory {
    /// The container of an app or a service.
    func container(_ name: String) -> ObservedContainer? {
        current().containers.first { $0.service == name }
    }
}
