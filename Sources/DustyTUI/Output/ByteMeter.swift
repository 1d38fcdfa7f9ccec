import DustyCore
import Synchronization

/// The progress of a long transfer, on one line of a terminal; silent elsewhere.
final class ByteMeter: Sendable {
    private struct State {
        var bytes: Int64 = 0
        var shown: ContinuousClock.Instant?
    }

    private static let interval = Duration.milliseconds(150)

    private let verb: String
    private let total: Int64?
    private let console: Console
    private let state = Mutex(State())

    /// A meter for something of this many bytes, if that is known.
    init(_ verb: String, total: Int64? = nil, on console: Console) {
        self.verb = verb
        self.total = total
        self.console = console
    }

    /// Bytes so far.
    var bytes: Int64 { state.withLock { $0.bytes } }

    /// Counts more bytes.
    func add(_ count: Int) throws {
        let text: String? = state.withLock { state in
            state.bytes += Int64(count)
            let now = ContinuousClock.now
            if let shown = state.shown, now - shown < Self.interval { return nil }
            state.shown = now
            let share = total.map { " of \(Measure.bytes($0))" } ?? ""
            return "\r\(verb) \(Measure.bytes(state.bytes))\(share)\u{1B}[K"
        }
        if let text, console.isErrorStyled { try console.write(.error, Array(text.utf8)) }
    }

    /// Clears the line.
    func end() throws {
        if console.isErrorStyled { try console.write(.error, Array("\r\u{1B}[K".utf8)) }
    }
}
