import DustyCore

/// Asks the user database of this host who a caller is. Behind it may be a server that does not answer: each question has a thread of its
/// own and a limit, and holds up only those who ask about the same user.
actor CallerDirectory {
    /// A user as the database knows them now.
    struct Entry: Sendable, Equatable {
        var user: User
        /// Whether they are in the group whose members may use Dusty.
        var isMember: Bool
    }

    /// Name of the group whose members may use Dusty.
    static let group = "dusty"

    private struct Question {
        let answer: Task<Entry?, any Error>
        let since: ContinuousClock.Instant
    }

    /// Questions that may be open at once; each has a thread.
    private static let limit = 32

    private let patience: Duration
    private let look: @Sendable (UInt32) -> Entry?
    private var open: [UInt32: Question] = [:]

    init(
        patience: Duration = .seconds(10),
        look: @escaping @Sendable (UInt32) -> Entry? = CallerDirectory.lookUp
    ) {
        self.patience = patience
        self.look = look
    }

    /// The user of this id; nil when the database has none. Throws `DustyError` `.unavailable` when it does not answer.
    func entry(of uid: UInt32) async throws -> Entry? {
        let question = try question(about: uid)
        // A thread cannot be cancelled: who waits leaves it alone when the time is up.
        let (answers, answer) = AsyncStream.makeStream(of: Result<Entry?, any Error>.self)
        Task {
            answer.yield(await question.answer.result)
            answer.finish()
        }
        guard let found = try await withDeadline(patience, { await answers.first { _ in true } }) ?? nil else {
            try Task.checkCancellation()
            throw silent
        }
        return try found.get()
    }

    /// The open question about a user, or a new one.
    private func question(about uid: UInt32) throws -> Question {
        if let question = open[uid] {
            guard ContinuousClock.now - question.since < patience else { throw silent }
            return question
        }
        guard open.count < Self.limit else { throw silent }
        let answer = Task {
            defer { open[uid] = nil }
            return try await UserThread.run { [look] in look(uid) }
        }
        let question = Question(answer: answer, since: .now)
        open[uid] = question
        return question
    }

    private var silent: DustyError {
        DustyError(
            .unavailable,
            "the user database of this host does not answer",
            hint: "see whether `id` answers; /etc/nsswitch.conf says what is asked"
        )
    }

    private static func lookUp(_ uid: UInt32) -> Entry? {
        guard let user = User.lookup(uid: uid) else { return nil }
        let group = User.groupID(named: Self.group)
        return Entry(user: user, isMember: group.map(user.belongs) ?? false)
    }
}
