import DustyCore
import Synchronization

/// Pages of a container's log, read from any place in it: a number of lines before or after a time. The engine itself
/// gives the latest lines, or all from the first; a time is found by asking for ever more of the latest, which is cheap
/// for the engine.
struct LogPages: Sendable {
    /// How many lines from the end are searched for a time; then the log is read from its beginning.
    private static let deepest = 1 << 24
    /// How many of the latest lines are searched first for a time.
    private static let shallow = 10_000

    let engine: any EngineObserver
    let depths: LogDepths

    /// The page of a container's log that a window asks for.
    func page(of container: ObservedContainer, _ window: LogWindow) async throws -> LogPage {
        if let head = window.head { return try await earliest(head, of: container, window) }
        return try await latest(window.tail ?? 0, of: container, window)
    }

    /// The last lines before a moment.
    private func latest(
        _ count: Int,
        of container: ObservedContainer,
        _ window: LogWindow
    ) async throws -> LogPage {
        guard let until = window.until, count > 0,
            let first = try await first(of: container, LogWindow(since: window.since)), first.time < until
        else { return LogPage(lines: [], isLast: true) }
        var depth = (await depths.depth(of: container.id, from: until) ?? 0) + count + 1
        while true {
            let isAll = depth > Self.deepest
            let tail = try await read(container, tail: isAll ? nil : depth, window, into: LogTail(count, until: until))
            let isWhole = isAll || tail.first == first
            if isWhole || tail.total > count || tail.isCut {
                let page = tail.page(isWhole: isWhole)
                if let from = page.lines.first?.time {
                    await depths.note(depth - tail.total + page.lines.count, of: container.id, from: from)
                }
                return page
            }
            depth *= 2
        }
    }

    /// The first lines from a moment on.
    private func earliest(
        _ count: Int,
        of container: ObservedContainer,
        _ window: LogWindow
    ) async throws -> LogPage {
        let depth = try await depth(of: container, reaching: window.since)
        return try await read(container, tail: depth, window, into: LogHead(count, until: window.until)).page
    }

    /// How many of the latest lines reach back beyond a moment; nil when only all of them do, or most.
    private func depth(of container: ObservedContainer, reaching since: Timestamp?) async throws -> Int? {
        guard let since else { return nil }
        var depth = await depths.depth(of: container.id, until: since) ?? Self.shallow
        var before: LogLine?
        while depth <= Self.deepest {
            let first = try await first(of: container, LogWindow(tail: depth))
            guard let first, first != before else { return nil }
            if first.time < since { return depth }
            before = first
            depth *= 2
        }
        return nil
    }

    /// The first line of a part of a log.
    private func first(of container: ObservedContainer, _ window: LogWindow) async throws -> LogLine? {
        try await read(container, tail: window.tail, window, into: LogHead(0, until: nil)).lines.first
    }

    private func read<Taker: LogCollector>(
        _ container: ObservedContainer,
        tail: Int?,
        _ window: LogWindow,
        into taker: Taker
    ) async throws -> Taker {
        let query = LogQuery(
            follow: false,
            tail: tail,
            since: window.since,
            until: window.until,
            terminal: container.terminal
        )
        let taken = Mutex(taker)
        do {
            try await engine.logs(container: container.id, query: query) { lines in
                try taken.withLock { taker in
                    for line in lines { try taker.take(line.line(of: container.service)) }
                }
            }
        } catch is LogCollectorIsFull {}
        return taken.withLock { $0 }
    }
}

/// How deep times are in logs: how many lines came after them at the last search. Only a hint, because logs grow.
actor LogDepths {
    private static let moments = 128
    private static let containers = 64
    private var known: [String: [(time: Timestamp, depth: Int)]] = [:]

    /// A depth that a moment has at least.
    func depth(of container: String, from moment: Timestamp) -> Int? {
        known[container]?.filter { $0.time >= moment }.map(\.depth).max()
    }

    /// A depth that reaches back beyond a moment.
    func depth(of container: String, until moment: Timestamp) -> Int? {
        known[container]?.filter { $0.time < moment }.map(\.depth).min()
    }

    /// Records how many of the latest lines start at a time.
    func note(_ depth: Int, of container: String, from moment: Timestamp) {
        if known[container] == nil, known.count >= Self.containers { known = [:] }
        var moments = known[container] ?? []
        moments.removeAll { $0.time == moment }
        moments.append((moment, depth))
        known[container] = moments.suffix(Self.moments)
    }
}
