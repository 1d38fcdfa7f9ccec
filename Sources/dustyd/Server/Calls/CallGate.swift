import DustyCore
import Synchronization

/// Counts the streams and the costly requests of each user, and the bytes of their bodies.
final class CallGate: Sendable {
    private struct Key: Hashable {
        var user: UInt32
        var cost: EndpointDefinition.Cost
    }

    private struct Counts {
        var calls: [Key: Int] = [:]
        var bytes: [UInt32: Int] = [:]
    }

    let limits: ServerLimits
    private let counts = Mutex(Counts())

    init(_ limits: ServerLimits) {
        self.limits = limits
    }

    /// Counts bytes of a body that a user sends.
    func take(bytes: Int, of user: UInt32) throws {
        try counts.withLock { counts in
            guard counts.bytes[user, default: 0] + bytes <= limits.bodyBytesPerUser else {
                throw DustyError(
                    .tooMany,
                    "you send more than \(limits.bodyBytesPerUser >> 20) MiB of requests at once",
                    hint: "send them one after the other"
                )
            }
            counts.bytes[user, default: 0] += bytes
        }
    }

    /// Forgets bytes that were counted.
    func giveBack(bytes: Int, of user: UInt32) {
        counts.withLock { counts in
            let left = counts.bytes[user, default: 0] - bytes
            counts.bytes[user] = left > 0 ? left : nil
        }
    }

    /// A slot for a call of a user; it is released when nothing holds it.
    func place(for cost: EndpointDefinition.Cost, _ user: UInt32) throws -> Place {
        let key = Key(user: user, cost: cost)
        let limit = cost == .stream ? limits.streamsPerUser : limits.costlyPerUser
        try counts.withLock { counts in
            guard counts.calls[key, default: 0] < limit else {
                throw DustyError.tooMany(cost == .stream ? "streams" : "costly requests", limit)
            }
            counts.calls[key, default: 0] += 1
        }
        return Place { [self] in
            counts.withLock { counts in
                let left = counts.calls[key, default: 0] - 1
                counts.calls[key] = left > 0 ? left : nil
            }
        }
    }

    /// A counted slot. It is released with its last holder, so that an answer that is never written does not keep it.
    final class Place: Sendable {
        private let end: @Sendable () -> Void

        init(_ end: @escaping @Sendable () -> Void) {
            self.end = end
        }

        deinit {
            end()
        }
    }
}
