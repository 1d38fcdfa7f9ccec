import DustyCore
import Synchronization

/// Shows on a terminal how much has been copied; prints nothing elsewhere.
final class CopyProgress: Sendable {
    private struct State {
        var bytes: Int64 = 0
        var shown: ContinuousClock.Instant?
    }

    private static let pause = Duration.milliseconds(100)
    private static let clearing = "\r\u{1B}[K"

    private let console: Console
    private let begun = ContinuousClock.now
    private let state = Mutex(State())

    init(console: Console) {
        self.console = console
    }

    /// Bytes went by.
    func add(_ count: Int) {
        let now = ContinuousClock.now
        let total: Int64? = state.withLock { state in
            state.bytes += Int64(count)
            // Quick copies need no line.
            guard console.isErrorStyled, now - (state.shown ?? begun) >= Self.pause else { return nil }
            state.shown = now
            return state.bytes
        }
        guard let total else { return }
        let seconds = Double((now - begun).components.seconds) + Double((now - begun).components.attoseconds) / 1e18
        let rate = Measure.bytes(Int64(Double(total) / max(seconds, 0.001)))
        try? console.write(.error, Array("\(Self.clearing)\(Measure.bytes(total))  \(rate)/s".utf8))
    }

    /// Takes the line away.
    func end() {
        guard state.withLock({ $0.shown != nil }) else { return }
        try? console.write(.error, Array(Self.clearing.utf8))
    }
}
