import DustyCore

/// What jobs printed, as logs.
struct JobOutput: Sendable {
    /// Most text of a batch.
    private static let batchLines = 2000

    let jobs: Jobs

    /// Throws when there is no such job.
    func check(_ request: JobOutputRequest) async throws { _ = try await jobs.job(request.job) }

    /// Passes on lines until they end, or until the job does when following.
    func stream(_ request: JobOutputRequest, each: (LogBatch) async throws -> Void) async throws {
        let window = request.window
        let changes = window.follow ? try await jobs.changes(of: request.job) : nil
        var position = JobSpool.Position()
        if window.tail != nil || window.head != nil {
            try await pass(try await part(request, &position), each)
        } else {
            try await passRest(of: request, &position, each)
        }
        guard let changes else { return }
        for await _ in changes { try await passRest(of: request, &position, each) }
        try await passRest(of: request, &position, each)
    }

    /// The first lines of a window, or the last.
    private func part(_ request: JobOutputRequest, _ position: inout JobSpool.Position) async throws -> [LogLine] {
        let window = request.window
        var head = LogHead(window.head ?? 0, until: window.until)
        var tail = LogTail(window.tail ?? 0, until: window.until)
        do {
            while let lines = try await next(of: request, &position) {
                for line in lines {
                    if window.tail == nil { try head.take(line) } else { try tail.take(line) }
                }
            }
        } catch is LogCollectorIsFull {}
        return window.tail == nil ? head.page.lines : tail.page(isWhole: true).lines
    }

    private func passRest(
        of request: JobOutputRequest,
        _ position: inout JobSpool.Position,
        _ each: (LogBatch) async throws -> Void
    ) async throws {
        while let lines = try await next(of: request, &position) {
            try await pass(lines.filter { line in request.window.until.map { line.time < $0 } ?? true }, each)
        }
    }

    /// Some lines of a job since a time; nil at the end. If nothing more was kept of the job, these are its last lines.
    private func next(of request: JobOutputRequest, _ position: inout JobSpool.Position) async throws -> [LogLine]? {
        let isFirst = position == JobSpool.Position()
        guard let lines = try jobs.spool?.next(of: request.job, after: &position) else {
            guard isFirst else { return nil }
            position = .none
            return try await jobs.job(request.job).tailAsLog
        }
        guard !lines.isEmpty else { return nil }
        guard let since = request.window.since else { return lines }
        return lines.filter { $0.time >= since }
    }

    private func pass(_ lines: [LogLine], _ each: (LogBatch) async throws -> Void) async throws {
        var rest = lines[...]
        while !rest.isEmpty {
            try await each(LogBatch(lines: Array(rest.prefix(Self.batchLines))))
            rest = rest.dropFirst(Self.batchLines)
        }
    }
}

extension Job {
    /// The end of what it printed, if no more was kept.
    fileprivate var tailAsLog: [LogLine] {
        tail.map { LogLine(source: "", time: finishedAt ?? createdAt, stream: .out, text: $0) }
    }
}
