import AsyncAlgorithms
import DustyCore

/// Streams of log lines for clients: of one container or of several, finished or live.
struct LogService: Sendable {
    let engine: any EngineObserver
    let observatory: Observatory
    /// What is kept of replaced containers.
    let previous: PreviousLogs?
    private let depths = LogDepths()
    /// How many lines that are all there are sent at once.
    private static let batch = 500

    init(engine: any EngineObserver, observatory: Observatory, previous: PreviousLogs? = nil) {
        self.engine = engine
        self.previous = previous
        self.observatory = observatory
    }

    /// Throws when a request names something that has no log.
    func check(_ request: LogRequest) async throws {
        guard !request.names.isEmpty else {
            throw DustyError(.invalid, "no app or service was named", hint: "such as name=api")
        }
        let snapshot = await observatory.snapshot()
        let known = (snapshot.apps + snapshot.services).map(\.name) + [StackNames.proxyService]
        for name in request.names where !known.contains(name) {
            throw await observatory.current().wanted.missing(name, among: known)
        }
        guard !request.window.previous else { return _ = try previousLines(request) }
        let facts = await observatory.current()
        // A follower waits for the engine; other clients would not see why nothing comes.
        guard !request.window.follow else { return }
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

    /// Passes on lines until the logs end, or without end when following. One call of `each` at a time.
    func stream(_ request: LogRequest, each: (LogBatch) async throws -> Void) async throws {
        if request.window.previous {
            var rest = try previousLines(request)[...]
            while !rest.isEmpty {
                try await each(LogBatch(lines: Array(rest.prefix(Self.batch))))
                rest = rest.dropFirst(Self.batch)
            }
        } else if request.window.follow {
            try await follow(request, each: each)
        } else if request.window.isPage {
            try await each(LogBatch(lines: page(request)))
        } else {
            try await merge(request, each: each)
        }
    }

    /// Hands on the lines of a finished log. What keeps it from being read is said in a line.
    private func read(
        _ container: ObservedContainer,
        _ window: LogWindow,
        each: @Sendable ([LogLine]) async throws -> Void
    ) async throws {
        let name = container.service
        guard container.keepsLog else { return try await each([say(container.logRefusal, of: name)]) }
        let window = window.resolved(for: container)
        let query = LogQuery(
            follow: false,
            tail: window.tail,
            since: window.since,
            until: window.until,
            terminal: container.terminal,
            parts: window.parts
        )
        do {
            try await engine.logs(container: container.id, query: query) { lines in
                try await each(lines.map { $0.line(of: name) })
            }
        } catch let error as DustyError {
            // The answer has begun: the stream itself is the only place left to say so.
            try await each([say("the log of \(name) cannot be read: \(error.message)", of: name)])
        }
    }

    private func follow(_ request: LogRequest, each: (LogBatch) async throws -> Void) async throws {
        let gathering = LogGathering()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in request.names {
                group.addTask {
                    try await LogFollower(
                        name: name,
                        window: request.window,
                        engine: engine,
                        observatory: observatory
                    ).run { await gathering.put($0) }
                }
            }
            try await gathering.handOn(each)
            group.cancelAll()
        }
    }

    /// A page of one log or of several, with lines that say where containers started and how they ended.
    private func page(_ request: LogRequest) async throws -> [LogLine] {
        var pages: [LogPage] = []
        var marks: [RunMark] = []
        let facts = await observatory.current()
        for name in request.names {
            guard let container = facts.containers.first(where: { $0.service == name }), container.keepsLog else {
                continue
            }
            let window = request.window.resolved(for: container)
            pages.append(try await LogPages(engine: engine, depths: depths).page(of: container, window))
            if window.runs { marks += facts.runMarks(of: container, since: window.since) }
        }
        let page = pages.merged(backwards: request.window.head == nil)
        guard !marks.isEmpty, !page.lines.isEmpty || page.isLast else { return page.lines }
        return page.weaving(marks, request.window)
    }

    /// Lines of several finished logs in the order of their times.
    private func merge(_ request: LogRequest, each: (LogBatch) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var sources: [LogSource] = []
            for name in request.names {
                guard let container = await observatory.container(name) else { continue }
                let channel = AsyncChannel<[LogLine]>()
                group.addTask {
                    defer { channel.finish() }
                    try await read(container, request.window) { await channel.send($0) }
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
    /// Whether its output can be read again.
    var keepsLog: Bool { logDriver != "none" }

    /// Why it cannot.
    var logRefusal: String { "the log driver none of \(service) keeps nothing" }
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
        current().container(name)
    }
}
