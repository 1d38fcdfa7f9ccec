import DustyCore

/// Lines of one log, oldest first.
struct LogPage: Sendable {
    var lines: [LogLine]
    /// Whether there are none beyond, in the direction in which the page was read.
    var isLast: Bool
}

/// Thrown to leave a stream that has more lines than needed.
struct LogCollectorIsFull: Error {}

/// Keeps some of the lines that pass.
protocol LogCollector: Sendable {
    mutating func take(_ line: LogLine) throws
}

/// Most memory of a page's lines.
private let pageBytes = 8 << 20

extension LogLine {
    /// The memory that it takes, about.
    fileprivate var weight: Int { text.utf8.count + 128 }
}

/// The last lines of those that pass.
struct LogTail: LogCollector {
    let count: Int
    let until: Timestamp?
    /// The first line that passed, and how many did.
    private(set) var first: LogLine?
    private(set) var total = 0
    /// Whether lines were dropped because they are long.
    private(set) var isCut = false
    private var lines: [LogLine] = []
    private var head = 0
    private var bytes = 0

    init(_ count: Int, until: Timestamp?) {
        self.count = count
        self.until = until
    }

    mutating func take(_ line: LogLine) throws {
        if let until, line.time >= until { return }
        if first == nil { first = line }
        total += 1
        lines.append(line)
        bytes += line.weight
        // A few more than needed, to see where the first millisecond of the page begins.
        while lines.count - head > count + 5000 || (bytes > pageBytes && lines.count - head > 1) {
            if bytes > pageBytes { isCut = true }
            bytes -= lines[head].weight
            lines[head].text = ""
            head += 1
        }
        if head > 5000, head > lines.count / 2 {
            lines.removeFirst(head)
            head = 0
        }
    }

    /// The page: from the beginning of a millisecond on.
    func page(isWhole: Bool) -> LogPage {
        let kept = Array(lines[head...])
        let hasAll = isWhole && kept.count == total
        var start = max(0, kept.count - count)
        while start > 0, kept[start - 1].time == kept[start].time { start -= 1 }
        if start == 0, !hasAll, let time = kept.first?.time, let next = kept.firstIndex(where: { $0.time != time }) {
            start = next
        }
        return LogPage(lines: Array(kept[start...]), isLast: hasAll && start == 0)
    }
}

/// The first lines of those that pass, to the end of a millisecond.
struct LogHead: LogCollector {
    let count: Int
    let until: Timestamp?
    private(set) var lines: [LogLine] = []
    private var bytes = 0
    private var isLast = true

    init(_ count: Int, until: Timestamp?) {
        self.count = count
        self.until = until
    }

    var page: LogPage { LogPage(lines: lines, isLast: isLast) }

    mutating func take(_ line: LogLine) throws {
        if let until, line.time >= until { throw LogCollectorIsFull() }
        if lines.count >= max(1, count) || bytes > pageBytes, count == 0 || lines.last?.time != line.time {
            isLast = false
            throw LogCollectorIsFull()
        }
        lines.append(line)
        bytes += line.weight
    }
}
