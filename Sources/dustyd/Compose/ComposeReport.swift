import Synchronization

/// Passes what Compose prints on to a step: lines as output, reports on layers as progress.
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
        // What follows is not a pull, or is another one.
        if wasPull { await step.clearProgress() }
        await step.output(line.text)
    }
}
