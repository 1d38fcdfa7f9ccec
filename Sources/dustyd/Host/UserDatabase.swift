import DustyCore

/// Users and groups of this host, looked up on separate threads: there may be a server behind them that does not
/// answer.
struct UserDatabase: Sendable {
    /// What is asked.
    enum Subject: Hashable, Sendable {
        case id(UInt32)
        case name(String)
        case group(String)
    }

    /// What is known of it.
    enum Answer: Sendable {
        case user(User?)
        case group(UInt32?)
    }

    /// This host's. One for all, to spare the host's server.
    static let host = UserDatabase()

    /// How long an answer may take.
    static let patience = Duration.seconds(10)
    /// What is thrown on timeout.
    static let silence = DustyError(
        .unavailable,
        "the user database of this host does not answer",
        hint: "see whether `id` answers; \(HostWords.own.users)"
    )

    private let questions: SlowQuestions<Subject, Answer>

    /// A database that is asked by `ask`.
    init(patience: Duration = Self.patience, ask: @escaping @Sendable (Subject) -> Answer = Self.lookUp) {
        questions = SlowQuestions(patience: patience, silence: Self.silence, ask: ask)
    }

    /// The user with this id; nil when there is none.
    func user(id: UInt32) async throws -> User? {
        try await user(.id(id))
    }

    /// The user with this login name; nil when there is none.
    func user(named name: String) async throws -> User? {
        try await user(.name(name))
    }

    /// Id of the group with this name; nil when there is none.
    func group(named name: String) async throws -> UInt32? {
        guard case .group(let id) = try await questions.answer(about: .group(name)) else { return nil }
        return id
    }

    private func user(_ subject: Subject) async throws -> User? {
        guard case .user(let user) = try await questions.answer(about: subject) else { return nil }
        return user
    }

    private static func lookUp(_ subject: Subject) -> Answer {
        switch subject {
        case .id(let id): .user(User.lookup(uid: id))
        case .name(let name): .user(User.lookup(name: name))
        case .group(let name): .group(User.groupID(named: name))
        }
    }
}
