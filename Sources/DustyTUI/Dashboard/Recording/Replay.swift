import DustyCore

/// Turns a recording into messages, each at its time. Late subscriptions catch up at once.
struct Replay: MessageSource {
    let recording: Recording
    let mailbox: Mailbox
    let now: @Sendable () -> Timestamp

    func listen(to subscription: Subscription) async {
        switch subscription {
        case .watch:
            guard await play(where: { $0.log == nil }) else { return }
            mailbox.post(.done("The recording ends here."))
        case .log(let name, _, _): _ = await play { $0.log == name }
        case .output(let job, _, _): _ = await play { $0.log == LogSubject.job(job).label }
        case .merged(let names, _, _): _ = await play { $0.log == names.joined(separator: " + ") }
        case .page(let stretch): mailbox.post(.page(stretch, []))
        case .answer(let query, _):
            mailbox.post(.answered(query, .refused(DustyError(.unavailable, "a recording does not hold this"))))
        case .clock(let seconds):
            while await Pause.milliseconds(Int64(seconds) * 1000) { mailbox.post(.tick) }
        }
    }

    /// Posts some of the messages; false when it was ended before the last.
    private func play(where condition: (RecordedMessage) -> Bool) async -> Bool {
        for recorded in recording.messages where condition(recorded) {
            let wait = recorded.time.milliseconds - now().milliseconds
            if wait > 0 { guard await Pause.milliseconds(wait) else { return false } }
            if let message = recorded.message { mailbox.post(message) }
            try? await mailbox.room()
        }
        return !Task.isCancelled
    }
}

/// Turns subscriptions into messages.
protocol MessageSource: Sendable {
    /// Listens until the task is cancelled.
    func listen(to subscription: Subscription) async
}
