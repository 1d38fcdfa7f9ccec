import DustyCore

/// What to say of a start or an end, and where among the lines.
struct RunMark: Sendable {
    var line: LogLine
    var place: Timestamp
}

/// Notes on where a container started and how it ended, on their way into its log.
actor RunMarks {
    /// How long a log may stay silent before the remaining notes are shown: the container has written nothing since.
    private static let quiet = Duration.milliseconds(500)

    private var waiting: [RunMark]
    /// Whether only the end of the log is read.
    private let isPart: Bool
    private var hasBegun = false

    /// Notes in the order of their times.
    init(_ marks: [RunMark], isPart: Bool) {
        waiting = marks
        self.isPart = isPart
    }

    /// Lines with the notes among them. Notes from before the end of a log that is read are left out, except for the
    /// start of its run.
    func weave(_ lines: [LogLine]) -> [LogLine] {
        if !hasBegun, isPart, let first = lines.first {
            waiting.removeAll { first.time.seconds(since: $0.place) > 2 }
        }
        hasBegun = true
        guard let last = lines.last, let next = waiting.first, next.place <= last.time else { return lines }
        var woven: [LogLine] = []
        for line in lines {
            while let mark = waiting.first, mark.place <= line.time { woven.append(waiting.removeFirst().line) }
            woven.append(line)
        }
        return woven
    }

    private func rest() -> [LogLine] {
        defer { waiting = [] }
        return (hasBegun || !isPart ? waiting : waiting.suffix(2)).map(\.line)
    }

    /// Reads a log, and adds the remaining notes when it is silent or has ended.
    nonisolated func afterQuiet(
        _ each: @escaping @Sendable (LogBatch) async -> Void,
        _ read: @escaping @Sendable () async throws -> Void
    ) async throws {
        @Sendable func finish() async {
            let rest = await rest()
            if !rest.isEmpty { await each(LogBatch(lines: rest)) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                guard (try? await Task.sleep(for: Self.quiet)) != nil else { return }
                await finish()
            }
            do {
                try await read()
                await finish()
            } catch {
                await finish()
                group.cancelAll()
                throw error
            }
            group.cancelAll()
        }
    }
}

extension LogPage {
    /// The lines of a page with the notes of its time.
    func weaving(_ marks: [RunMark], _ window: LogWindow) -> [LogLine] {
        let backwards = window.head == nil
        let from = backwards && !isLast ? lines.first?.time : window.since
        // Going forward, notes between the last page and this one belong to this one.
        let until =
            backwards || isLast ? window.until : lines.last.map { Timestamp(milliseconds: $0.time.milliseconds + 1) }
        let wanted = marks.filter { mark in
            if let from, mark.place < from { return false }
            if let until, mark.place >= until { return false }
            return true
        }
        let all = (wanted.map { (place: $0.place, line: $0.line) } + lines.map { (place: $0.time, line: $0) })
            .enumerated()
        return all.sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }.map(\.element.line)
    }
}

extension StackFacts {
    /// The notes on runs for the log of a container, in order of time.
    func runMarks(of container: ObservedContainer, since: Timestamp?) -> [RunMark] {
        var marks: [RunMark] = []
        for event in history[container.id]?.events ?? [] {
            if let since, event.time < since { continue }
            let name = container.service
            let line = LogLine(source: name, time: event.time, stream: .dusty, text: "\(name) \(event.words)")
            marks.append(RunMark(line: line, place: event.time))
        }
        return marks
    }
}

extension LogWindow {
    /// The same with the time of the container's last start where that is meant.
    func resolved(for container: ObservedContainer) -> LogWindow {
        guard sinceStart else { return self }
        var window = self
        window.sinceStart = false
        window.since = container.startedAt
        return window
    }
}
