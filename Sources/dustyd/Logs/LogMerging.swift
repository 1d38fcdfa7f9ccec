import AsyncAlgorithms
import DustyCore

/// Lines of one log, one by one.
struct LogSource {
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

    /// All lines that came together.
    private mutating func next() async -> [LogLine]? {
        await iterator.next(isolation: #isolation)
    }

    /// Hands on the lines of all sources, earliest first, in batches.
    static func mergeByTime(_ sources: inout [LogSource], each: (LogBatch) async throws -> Void) async throws {
        if sources.count == 1 {
            // A log of its own is in order, and a line costs more to look at than to hand on.
            while let lines = await sources[0].next() { try await each(LogBatch(lines: lines)) }
            return
        }
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

extension [LogPage] {
    /// One page of the pages of several logs. What is beyond the end of a log that continues is left to the next page,
    /// so that each page is complete for its time.
    func merged(backwards: Bool) -> LogPage {
        let open = filter { !$0.isLast }
        let ends = open.compactMap { backwards ? $0.lines.first?.time : $0.lines.last?.time }
        let edge = backwards ? ends.max() : ends.min()
        let lines = flatMap(\.lines).filter { line in
            guard let edge else { return true }
            return backwards ? line.time >= edge : line.time <= edge
        }
        let ordered = lines.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
        return LogPage(lines: ordered.map(\.element), isLast: open.isEmpty)
    }
}
