import Synchronization

/// Hands what Compose prints on to a step: lines as output, what it says of layers as progress.
final class ComposeReport: Sendable {
    private let step: StepReporter
    private let pull = Mutex(PullProgress())

    init(_ step: StepReporter) {
        self.step = step
    }

    func take(_ line: OutputLine) async {
        if let progress = pull.withLock({ $0.take(line.text) }) { return await step.progress(progress) }
        let wasPull = pull.withLock { pull in
            guard pull.isDone else { return false }
            pull = PullProgress()
            return true
        }
        // What follows is no pull any more, or another one.
        if wasPull { await step.clearProgress() }
        await step.output(line.text)
    }
}
