import DustyCore
import Synchronization

/// Turns subscriptions into messages, for as long as its task lives.
struct Listener: MessageSource {
    /// Pauses between attempts to reach the daemon, in milliseconds; the last one repeats.
    private static let backoff: [Int64] = [250, 500, 1000, 2000]

    /// Milliseconds to wait before another attempt, the first being number 0.
    static func wait(beforeTry number: Int) -> Int64 {
        backoff[min(number, backoff.count - 1)]
    }

    let daemon: any Daemon
    let mailbox: Mailbox
    let now: @Sendable () -> Timestamp

    func listen(to subscription: Subscription) async {
        switch subscription {
        case .watch: await watch()
        case .log(let name, let opening, let since):
            await log(LogRequest(names: [name], since.window), as: name, opening) { $0 }
        case .merged(let names, let opening, let since): await merged(LogRequest(names: names, since.window), opening)
        case .output(let job, let opening, let since): await output(of: job, since.window, opening)
        case .page(let stretch): await page(stretch)
        case .answer(let query, _):
            await answer(query)
            while let seconds = query.interval, await Pause.milliseconds(seconds * 1000) { await answer(query) }
        case .clock(let seconds):
            while await Pause.milliseconds(Int64(seconds) * 1000) { mailbox.post(.tick) }
        }
    }

    private func watch() async {
        let tries = Tries()
        repeat {
            var failure = DustyError(.unavailable, "the connection was closed")
            var since: Timestamp?
            do {
                try await snapshots(tries)
            } catch is CancellationError {
                return
            } catch let silence as DaemonSilence {
                failure = DaemonSilence.error
                since = Timestamp(milliseconds: now().milliseconds - silence.milliseconds)
            } catch {
                failure = DustyError(describing: error)
            }
            if Task.isCancelled { return }
            let wait = Self.wait(beforeTry: tries.next())
            let retryAt = Timestamp(milliseconds: now().milliseconds + wait)
            mailbox.post(.lost(failure, retryAt: retryAt, since: since))
            guard await Pause.milliseconds(wait) else { return }
        } while true
    }

    /// Posts snapshots as they come. Throws `DaemonSilence` once a daemon that gave signs of life has stopped.
    private func snapshots(_ tries: Tries) async throws {
        let signs = SignsOfLife()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [daemon, mailbox] in
                try await daemon.follow(.watch, NoInput(), beat: { signs.beat() }) { snapshot in
                    tries.reset()
                    signs.note()
                    mailbox.post(.snapshot(snapshot))
                }
            }
            group.addTask { throw DaemonSilence(try await signs.untilSilent()) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Lines of one log come as they are; those of several wait a moment for each other.
    private func merged(_ request: LogRequest, _ opening: Int) async {
        let name = LogSubject.containers(request.names).label
        let merge = LogMerge(mailbox: mailbox, source: name, opening: opening)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await log(request, as: name, opening) { merge.hold($0) } }
            group.addTask {
                while await Pause.milliseconds(LogMerge.hold) { merge.release() }
            }
            await group.waitForAll()
        }
    }

    private func log(
        _ request: LogRequest,
        as name: String,
        _ opening: Int,
        _ pass: @escaping @Sendable (LogBatch) -> LogBatch?
    ) async {
        await stream(name, opening, of: .logs, request, isEndless: true, pass)
    }

    private func output(of job: Int, _ window: LogWindow, _ opening: Int) async {
        let request = JobOutputRequest(job: job, window)
        await stream(LogSubject.job(job).label, opening, of: .jobOutput, request, isEndless: false) { $0 }
    }

    private func stream<Input>(
        _ name: String,
        _ opening: Int,
        of endpoint: Endpoint<Input, JSONLines<LogBatch>>,
        _ request: Input,
        isEndless: Bool,
        _ pass: @escaping @Sendable (LogBatch) -> LogBatch?
    ) async {
        let tries = Tries()
        repeat {
            do {
                try await daemon.follow(endpoint, request) { [mailbox] batch in
                    tries.reset()
                    if let batch = pass(batch) { mailbox.post(.log(name, batch, opening: opening)) }
                    try await mailbox.room()
                }
                mailbox.post(.logEnded(name, nil, opening: opening))
                if !isEndless { return }
            } catch is CancellationError {
                return
            } catch {
                mailbox.post(.logEnded(name, DustyError(describing: error), opening: opening))
            }
            let wait = Self.wait(beforeTry: tries.next())
            guard !Task.isCancelled, await Pause.milliseconds(wait) else { return }
        } while true
    }

    private func answer(_ query: Query) async {
        do {
            mailbox.post(.answered(query, try await query.ask(daemon)))
        } catch is CancellationError {
        } catch {
            mailbox.post(.answered(query, .refused(DustyError(describing: error))))
        }
    }

    /// A page of a log; nil when it is not available.
    private func page(_ stretch: LogStretch) async {
        let lines = Mutex<[LogLine]>([])
        @Sendable func take(_ batch: LogBatch) { lines.withLock { $0 += batch.lines } }
        do {
            switch stretch.subject {
            case .containers(let names):
                try await daemon.follow(.logs, LogRequest(names: names, stretch.window)) { take($0) }
            case .job(let id):
                try await daemon.follow(.jobOutput, JobOutputRequest(job: id, stretch.window)) { take($0) }
            }
            mailbox.post(.page(stretch, lines.withLock { $0 }))
        } catch is CancellationError {
        } catch {
            mailbox.post(.refused("lines of \(stretch.subject.label)", DustyError(describing: error)))
            mailbox.post(.page(stretch, nil))
        }
    }
}

/// A daemon that has been silent for too long.
struct DaemonSilence: Error {
    /// For how long.
    let milliseconds: Int64

    init(_ time: Duration) {
        let (seconds, attoseconds) = time.components
        milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }

    /// What is said of it.
    static let error = DustyError(
        .unavailable,
        "the daemon hangs: it takes connections and does not answer",
        hint: "see its log with `\(HostWords.own.daemonLog)`, or restart it: \(HostWords.own.restartDaemon)"
    )
}

/// When a daemon last gave a sign of life.
final class SignsOfLife: Sendable {
    private struct State {
        var last = ContinuousClock.now
        /// Whether it gives signs of life while it is idle; an older one is silent for hours.
        var beats = false
    }

    private let state = Mutex(State())

    /// It said something.
    func note() {
        state.withLock { $0.last = .now }
    }

    /// It is idle and healthy.
    func beat() {
        state.withLock { $0 = State(beats: true) }
    }

    /// How long it has been silent at a time; nil while that means nothing.
    func silence(at moment: ContinuousClock.Instant = .now) -> Duration? {
        let state = state.withLock { $0 }
        return state.beats && moment - state.last >= StreamPulse.patience ? moment - state.last : nil
    }

    /// Returns once it has been silent for too long. A wait that takes much longer than planned means that this host is
    /// busy, and the daemon has had no turn either.
    func untilSilent() async throws -> Duration {
        while true {
            let begin = ContinuousClock.now
            let wait = max(.milliseconds(50), StreamPulse.patience - (begin - state.withLock { $0.last }))
            try await Task.sleep(for: wait)
            if ContinuousClock.now - begin - wait > .milliseconds(250) { continue }
            if let silence = silence() { return silence }
        }
    }
}
