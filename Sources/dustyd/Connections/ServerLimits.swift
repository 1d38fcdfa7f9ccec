/// What clients may use of the daemon, together and each. `docs/limits.md` is made of these values.
struct ServerLimits: Sendable, Equatable {
    /// Connections at once of all users together, root apart.
    var connections = 768
    /// Connections at once of one user.
    var connectionsPerUser = 256
    /// Refused connections that are kept for a moment, so that their callers can be answered.
    var refusals = 64
    /// Refused connections of one user that are kept for a moment.
    var refusalsPerUser = 16
    /// Long-lived answers of one user: events, logs, snapshots, programs in containers.
    var streamsPerUser = 64
    /// Costly requests of one user at once: archives, backups, `doctor`, `dump`, `plan`, `repos`, `validate`.
    var costlyPerUser = 16

    /// From connecting to the end of the request's head.
    var firstHead = Duration.seconds(15)
    /// From an answer to the end of the next request's head on the same connection.
    var idle = Duration.seconds(60)
    /// For the whole of a JSON body.
    var body = Duration.seconds(30)
    /// Between two pieces of a body while the daemon waits for it and has not begun to answer.
    var bodyPiece = Duration.seconds(120)
    /// For what is left of a body when its request is answered already.
    var leftover = Duration.seconds(5)
    /// For a client to read what is written to it. Memory does not depend on it: nothing is written for a client that
    /// does not read.
    var unread = Duration.seconds(3600)
    /// For a refused connection to get its answer.
    var refusal = Duration.seconds(2)

    /// Bytes of one header and of a URL.
    var headerBytes = 16 << 10
    /// Bytes of a request's head.
    var headBytes = 64 << 10
    /// Headers of a request.
    var headers = 100
    /// Bytes of a JSON body.
    var bodyBytes = 8 << 20
    /// Bytes of the JSON bodies that one user sends at once.
    var bodyBytesPerUser = 32 << 20

    /// Connections that wait to be taken. The kernel lets further callers wait one after the other, which is fairer than a long queue that one
    /// of them fills.
    var backlog = 512
    /// Descriptors that the daemon asks the system for. More would slow down programs that close every possible one.
    var descriptors = 65536
    /// Descriptors that clients cannot use up: for the engine, files and programs.
    var reserve = 256

    /// The usual limits.
    static let standard = ServerLimits()

    /// Those of the pages that the proxy shows for apps that do not answer. It asks for one page with each connection, at once.
    static let pages = {
        var limits = ServerLimits()
        (limits.connections, limits.connectionsPerUser) = (128, 128)
        (limits.refusals, limits.refusalsPerUser) = (0, 0)
        (limits.firstHead, limits.idle, limits.body, limits.bodyPiece) = (
            .seconds(5), .seconds(5), .seconds(5), .seconds(5)
        )
        limits.unread = .seconds(10)
        return limits
    }()

    /// Connections that may be open at any moment, those of root and those being refused included.
    var openConnections: Int { connections + connectionsPerUser + refusals + 16 }

    /// The same, scaled so that clients leave the reserve alone on a system that grants this many descriptors.
    func fitting(descriptors granted: Int) -> ServerLimits {
        var limits = self
        // A connection may need descriptors of its own for its work: one to the engine, or the pipes of a program.
        let share = max(granted - reserve, granted / 2) / 3
        guard openConnections > share else { return limits }
        limits.connections = max(8, share / 2)
        limits.connectionsPerUser = max(4, share / 4)
        limits.refusals = max(2, share / 16)
        limits.refusalsPerUser = max(1, share / 32)
        return limits
    }
}
