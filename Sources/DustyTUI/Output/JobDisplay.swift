import DustyCore
import Synchronization

/// Shows a job's events as they come: JSON for programs, a live view on a terminal, plain lines elsewhere, nothing for who wants quiet.
final class JobDisplay: Sendable {
    private struct State {
        var printer: EventPrinter
        var view: LiveView?
    }

    private let console: Console
    private let asJSON: Bool
    private let isQuiet: Bool
    private let state: Mutex<State>

    /// A display for a job from its beginning.
    init(_ job: Job, on console: Console, asJSON: Bool, isQuiet: Bool = false) {
        self.console = console
        self.asJSON = asJSON
        self.isQuiet = isQuiet
        let isLive = console.isStyled && !asJSON && !isQuiet
        state = Mutex(
            State(printer: EventPrinter(job), view: isLive ? LiveView() : nil)
        )
    }

    /// The job as far as it is known.
    var job: Job { state.withLock { $0.printer.job } }

    /// Shows what precedes the first event.
    func begin() throws {
        try state.withLock { state in
            if !asJSON, !isQuiet { try console.print(state.printer.title) }
        }
    }

    /// Shows one event.
    func show(_ event: JobEvent) throws {
        try state.withLock { state in
            let lines = state.printer.lines(for: event, on: console)
            if isQuiet { return }
            if asJSON {
                try console.print(jsonLine: event)
            } else if state.view != nil {
                try draw(&state, after: lines, now: event.time)
            } else {
                for line in lines { try console.print(line) }
            }
        }
    }

    /// Whether there is a view that changes.
    var isLive: Bool { state.withLock { $0.view != nil } }

    /// Shows which apps and services are not ready, from the next change on.
    func show(unready rows: [ContainerStatus]) {
        state.withLock { state in
            guard state.view != nil else { return }
            state.view?.unready = rows
        }
    }

    /// Updates times.
    func refresh(now: Timestamp) throws {
        try state.withLock { state in
            if state.view != nil {
                try draw(&state, after: [], now: now)
            } else if !asJSON, !isQuiet {
                for line in state.printer.waitingLines(now: now, on: console) { try console.print(line) }
            }
        }
    }

    /// Removes what was drawn only temporarily.
    func end() throws {
        try state.withLock { state in
            guard let text = state.view?.end(), !text.isEmpty else { return }
            try console.write(.out, Array(text.utf8))
        }
    }

    private func draw(_ state: inout State, after lines: [String], now: Timestamp) throws {
        let job = state.printer.job
        guard let text = state.view?.frame(of: job, after: lines, now: now, on: console) else { return }
        try console.write(.out, Array(text.utf8))
    }
}
