import DustyCore
import Synchronization

/// Shows a job's events as they come: JSON for programs, a live view on a terminal, plain lines elsewhere, nothing for who wants quiet.
final class JobDisplay: Sendable {
    private struct State {
        var printer: EventPrinter
        var view: LiveView?
        /// What is not shown unless the job takes a while; nil from then on.
        var held: [String]?
        var began: Timestamp?
    }

    /// Seconds after which a job that is aside is shown.
    private static let patience = 2.0

    private let console: Console
    private let asJSON: Bool
    private let isQuiet: Bool
    private let isAside: Bool
    private let state: Mutex<State>

    /// A display for a job from its beginning.
    init(_ job: Job, on console: Console, asJSON: Bool, isQuiet: Bool = false, isAside: Bool = false) {
        self.console = console
        self.asJSON = asJSON
        self.isQuiet = isQuiet
        self.isAside = isAside
        let isLive = console.isStyled && !asJSON && !isQuiet && !isAside
        state = Mutex(
            State(printer: EventPrinter(job), view: isLive ? LiveView() : nil, held: isAside ? [] : nil)
        )
    }

    /// The job as far as it is known.
    var job: Job { state.withLock { $0.printer.job } }

    /// Shows what precedes the first event.
    func begin() throws {
        try state.withLock { state in
            if !asJSON, !isQuiet { try put([state.printer.title], &state) }
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
                try put(lines, &state)
            }
        }
    }

    /// Shows lines that stay, or holds them back.
    private func put(_ lines: [String], _ state: inout State) throws {
        guard state.held == nil else {
            state.held? += lines
            return
        }
        for line in lines { try console.print(line, to: isAside ? .error : .out) }
    }

    /// Shows what was held back, once it has taken a while.
    private func release(_ state: inout State, now: Timestamp) throws {
        guard let held = state.held else { return }
        guard let began = state.began else {
            state.began = now
            return
        }
        guard now.seconds(since: began) >= Self.patience else { return }
        state.held = nil
        try put(held, &state)
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
                try release(&state, now: now)
                try put(state.printer.waitingLines(now: now, on: console), &state)
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
