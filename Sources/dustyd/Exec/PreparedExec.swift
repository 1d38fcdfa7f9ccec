import DustyCore

/// A program that is ready to run and waits for its caller.
struct PreparedExec: Sendable {
    /// The engine's id of it.
    var id: String
    /// Container it belongs to.
    var container: String
    var program: ExecProgram
    /// Who asked for it; only this user may attach.
    var user: UInt32
    /// Text in its environment that identifies its processes.
    var mark: String
    /// The app or service that a new container for it is like; nil for one that is there.
    var oneOff: String?
    /// What that container is made from.
    var definition: OneOffDefinition?
    /// Whether it is the container's own process, which was there before its caller and stays.
    var isOwnProcess = false
}

/// Programs that wait for their callers.
actor PreparedExecs {
    /// How long a program waits.
    static let patience = Duration.seconds(30)
    private static let limit = 256
    private static let limitPerUser = 32

    private var waiting: [String: (program: PreparedExec, since: ContinuousClock.Instant)] = [:]

    /// Keeps a program; returns the name by which its caller finds it.
    func add(_ program: PreparedExec) throws -> String {
        let now = ContinuousClock.now
        waiting = waiting.filter { now - $0.value.since < Self.patience }
        guard waiting.count < Self.limit else {
            throw DustyError(.busy, "\(Self.limit) programs already wait for their callers", hint: "try again later")
        }
        guard waiting.values.count(where: { $0.program.user == program.user }) < Self.limitPerUser else {
            throw DustyError(
                .tooMany,
                "\(Self.limitPerUser) of your programs already wait to be attached to",
                hint: "attach to them, or wait \(Self.patience.components.seconds) s"
            )
        }
        let id = RandomWord.make()
        waiting[id] = (program, now)
        return id
    }

    /// Takes a program out. `.notFound` unless this user prepared it a short while ago.
    func take(_ id: String, user: UInt32) throws -> PreparedExec {
        guard let found = waiting[id], found.program.user == user, ContinuousClock.now - found.since < Self.patience
        else {
            throw DustyError(.notFound, "no program is ready under the name `\(id.prefix(80))`")
        }
        waiting[id] = nil
        return found.program
    }
}

/// Words that cannot be guessed.
enum RandomWord {
    /// 32 hexadecimal digits.
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<2).map { _ in
            let digits = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
