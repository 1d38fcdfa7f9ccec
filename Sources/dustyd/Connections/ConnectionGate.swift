import DustyCore
import Synchronization

/// Counts connections, of all users and of each, and refuses those that are too many.
final class ConnectionGate: Sendable {
    /// What happens to a connection.
    enum Admission: Sendable, Equatable {
        case admitted
        /// Too many. A connection that `lingers` waits for its request, so that the caller gets the answer.
        case refused(DustyError, lingers: Bool)
    }

    private struct Count {
        var admitted = 0
        var refused = 0
    }

    private struct Counts {
        var users: [UInt32: Count] = [:]
        var admitted = 0
        var refused = 0
    }

    let limits: ServerLimits
    private let counts = Mutex(Counts())

    init(_ limits: ServerLimits) {
        self.limits = limits
    }

    /// Connections that are served now.
    var admitted: Int { counts.withLock { counts in counts.users.values.reduce(0) { $0 + $1.admitted } } }

    /// Counts a connection of a user. Root has connections of its own, so that others cannot lock it out.
    func enter(_ user: UInt32) -> Admission {
        counts.withLock { counts in
            let count = counts.users[user, default: Count()]
            let error: DustyError
            if count.admitted >= limits.connectionsPerUser {
                error = .tooMany("connections", limits.connectionsPerUser)
            } else if user != 0, counts.admitted >= limits.connections {
                error = DustyError(
                    .unavailable,
                    "the daemon is running and busy: all users together have \(limits.connections) connections to it",
                    hint: "try again in a moment, or as root"
                )
            } else {
                counts.users[user, default: Count()].admitted += 1
                if user != 0 { counts.admitted += 1 }
                return .admitted
            }
            let lingers = counts.refused < limits.refusals && count.refused < limits.refusalsPerUser
            if lingers {
                counts.users[user, default: Count()].refused += 1
                counts.refused += 1
            }
            return .refused(error, lingers: lingers)
        }
    }

    /// Forgets a connection that `enter` has counted.
    func leave(_ user: UInt32, _ admission: Admission) {
        counts.withLock { counts in
            var count = counts.users[user, default: Count()]
            switch admission {
            case .admitted:
                count.admitted -= 1
                if user != 0 { counts.admitted -= 1 }
            case .refused(_, let lingers):
                guard lingers else { return }
                count.refused -= 1
                counts.refused -= 1
            }
            counts.users[user] = count.admitted + count.refused > 0 ? count : nil
        }
    }
}

extension DustyError {
    /// A user has as many of something as one user may have.
    static func tooMany(_ things: String, _ limit: Int) -> DustyError {
        DustyError(
            .tooMany,
            "the daemon is running, and you have \(limit) \(things) to it, the limit for one user",
            hint: "end programs of yours that use it, such as `dusty` in other terminals, and try again"
        )
    }
}
