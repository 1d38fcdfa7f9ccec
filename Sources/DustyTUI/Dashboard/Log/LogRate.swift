import DustyCore

/// Lines a second, over the last second.
struct LogRate: Equatable {
    /// Above this rate the log scrolls too fast to read.
    static let flood = 2000

    private var second: Int64 = 0
    private var current = 0
    private var previous = 0

    /// Counts lines.
    mutating func add(_ lines: Int, at now: Timestamp) {
        advance(to: now.milliseconds / 1000)
        current += lines
    }

    /// Lines of the last whole second.
    func perSecond(at now: Timestamp) -> Int {
        switch now.milliseconds / 1000 - second {
        case 0: previous
        case 1: current
        default: 0
        }
    }

    /// Whether the figure changes just because time passes.
    func isDecaying(at now: Timestamp) -> Bool {
        now.milliseconds / 1000 - second <= 1 && (previous > 0 || current > 0)
    }

    private mutating func advance(to now: Int64) {
        guard now != second else { return }
        previous = now == second + 1 ? current : 0
        current = 0
        second = now
    }
}
