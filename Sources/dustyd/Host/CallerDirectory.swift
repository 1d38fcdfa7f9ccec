import DustyCore

/// Asks the user database of this host who a caller is. A question without an answer delays only callers with the same
/// user.
struct CallerDirectory: Sendable {
    /// A user as the database knows them now.
    struct Entry: Sendable, Equatable {
        var user: User
        /// Whether they are in the group whose members may use Dusty.
        var isMember: Bool
    }

    /// Name of the group whose members may use Dusty.
    static let group = "dusty"

    private let questions: SlowQuestions<UInt32, Entry?>

    init(
        patience: Duration = UserDatabase.patience,
        look: @escaping @Sendable (UInt32) -> Entry? = CallerDirectory.lookUp
    ) {
        questions = SlowQuestions(patience: patience, silence: UserDatabase.silence, ask: look)
    }

    /// The user of this id; nil when the database has none. Throws `DustyError` `.unavailable` when it does not answer.
    func entry(of uid: UInt32) async throws -> Entry? {
        try await questions.answer(about: uid)
    }

    private static func lookUp(_ uid: UInt32) -> Entry? {
        guard let user = User.lookup(uid: uid) else { return nil }
        let group = User.groupID(named: Self.group)
        return Entry(user: user, isMember: group.map(user.belongs) ?? false)
    }
}
