import DustyCore
import Synchronization

/// Turns what one listens to into messages, for as long as its task lives.
struct Listener: MessageSource {
    /// Waiting times between tries to reach the daemon, in milliseconds; the last one stays.
    private static let backoff: [Int64] = [250, 500, 1000, 2000]

    /// Milliseconds to wait before another try, the first being number 0.
    static func wait(beforeTry number: Int) -> Int64 {
        backoff[min(number, backoff.count - 1)]
    }

    let daemon: any Daemon
    let mailbox: Mailbox
    let now: @Sendable () -> Timestamp

    func listen(to subscription: Subscription) async {
        switch subscription {
        case .watch: await watch()
        case .log(let name, let opening): await log([name], opening) { $0 }
        case .merged(let names, let opening): await merged(names, opening)
        case .history(let name, let tail): await history(of: name, tail: tail)
        case .answer(let query, _): await answer(query)
        case .clock(let seconds):
            while await Pause.milliseconds(Int64(seconds) * 1000) { mailbox.post(.tick) }
        }
    }

    private func watch() async {
        let tries = Tries()
        repeat {
            var failure = DustyError(.unavailable, "the connection was closed")
            do {
                try await daemon.follow(.watch) { [mailbox] snapshot in
                    tries.reset()
                    mailbox.post(.snapshot(snapshot))
                }
            } catch is CancellationError {
                return
            } catch {
                failure = DustyError(describing: error)
            }
            if Task.isCancelled { return }
            let wait = Self.wait(beforeTry: tries.next())
            mailbox.post(.lost(failure, retryAt: Timestamp(milliseconds: now().milliseconds + wait)))
            guard await Pause.milliseconds(wait) else { return }
        } while true
    }

    /// Lines of one log come as they are; those of several wait a moment for each other.
    private func merged(_ names: [String], _ opening: Int) async {
        let merge = LogMerge(mailbox: mailbox, source: names.joined(separator: " + "), opening: opening)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await log(names, opening) { merge.hold($0) } }
            group.addTask {
                while await Pause.milliseconds(LogMerge.hold) { merge.release() }
            }
            await group.waitForAll()
        }
    }

    private func log(_ names: [String], _ opening: Int, _ pass: @escaping @Sendable (LogBatch) -> LogBatch?) async {
        let name = names.joined(separator: " + ")
        let tries = Tries()
        repeat {
            do {
                let request = LogRequest(names: names, follow: true, tail: 2000)
                try await daemon.follow(.logs, request) { [mailbox] batch in
                    tries.reset()
                    if let batch = pass(batch) { mailbox.post(.log(name, batch, opening: opening)) }
                    try await mailbox.room()
                }
                mailbox.post(.logEnded(name, nil, opening: opening))
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

    /// Lines of a log without following it; none, and not all, when they cannot be had.
    private func history(of name: String, tail: Int) async {
        let lines = Mutex<[LogLine]>([])
        do {
            try await daemon.follow(.logs, LogRequest(names: [name], tail: tail)) { batch in
                lines.withLock { $0 += batch.lines.filter { $0.stream != .dusty } }
            }
            let found = lines.withLock { $0 }
            mailbox.post(.history(name, found, isAll: found.count < tail))
        } catch is CancellationError {
        } catch {
            mailbox.post(.refused("older lines of \(name)", DustyError(describing: error)))
            mailbox.post(.history(name, [], isAll: false))
        }
    }
}
