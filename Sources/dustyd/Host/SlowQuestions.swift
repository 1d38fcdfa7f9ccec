import DustyCore
import Synchronization

/// Asks something that may never answer, such as a server behind the user database. Each question has its own thread
/// and a limit, simultaneous callers with the same question share it, and no other question waits for it.
actor SlowQuestions<Subject: Hashable & Sendable, Answer: Sendable> {
    private struct Question {
        let answer: Task<Answer, any Error>
        /// The answer from its thread, until the pool passes it on.
        let found: Found
        let since: ContinuousClock.Instant
    }

    private final class Found: Sendable {
        let answer = Mutex<Answer?>(nil)
    }

    private let patience: Duration
    private let limit: Int
    private let silence: DustyError
    private let ask: @Sendable (Subject) -> Answer
    private var open: [Subject: Question] = [:]

    /// Questions of which this many may be open at once; `silence` is thrown when no answer comes in time.
    init(
        patience: Duration,
        limit: Int = 32,
        silence: DustyError,
        ask: @escaping @Sendable (Subject) -> Answer
    ) {
        self.patience = patience
        self.limit = limit
        self.silence = silence
        self.ask = ask
    }

    /// The answer about a subject.
    func answer(about subject: Subject) async throws -> Answer {
        let question = try question(about: subject)
        // A thread cannot be cancelled: it is abandoned when the time is up.
        let (answers, answer) = AsyncStream.makeStream(of: Result<Answer, any Error>.self)
        Task {
            answer.yield(await question.answer.result)
            answer.finish()
        }
        guard let found = try await withDeadline(patience, { await answers.first { _ in true } }) ?? nil else {
            try Task.checkCancellation()
            // A busy machine does not mean a silent database.
            if let answer = question.found.answer.withLock({ $0 }) { return answer }
            throw silence
        }
        return try found.get()
    }

    /// The open question about a subject, or a new one.
    private func question(about subject: Subject) throws -> Question {
        if let question = open[subject] {
            let isLate = ContinuousClock.now - question.since >= patience
            guard !isLate || question.found.answer.withLock({ $0 != nil }) else { throw silence }
            return question
        }
        guard open.count < limit else { throw silence }
        let found = Found()
        let answer = Task {
            defer { open[subject] = nil }
            return try await UserThread.run { [ask] in
                let answer = ask(subject)
                found.answer.withLock { $0 = answer }
                return answer
            }
        }
        let question = Question(answer: answer, found: found, since: .now)
        open[subject] = question
        return question
    }
}
