import DustyCore
import Synchronization

/// How much memory the stacks of this host use now, as it was measured last.
final class MemoryBook: Sendable {
    private let uses = Mutex<[String: Int64]>([:])

    /// Notes what a stack uses; nil when none of its containers runs.
    func put(_ bytes: Int64?, of stack: String) {
        uses.withLock { $0[stack] = bytes }
    }

    /// The stacks that run, with the bytes they use, most first.
    var all: [(stack: String, bytes: Int64)] {
        uses.withLock { $0 }.map { (stack: $0.key, bytes: $0.value) }
            .sorted { ($1.bytes, $0.stack) < ($0.bytes, $1.stack) }
    }
}

/// What the apps and services of a stack used at most when they last ran, on disk.
struct MemoryRecord: Codable, Sendable, Equatable {
    /// Bytes by app or service.
    var services: [String: Int64] = [:]

    /// The bytes that these needed; nil if that is known of none.
    func bytes(of services: [String]) -> Int64? {
        let known = services.compactMap { self.services[$0] }
        return known.isEmpty ? nil : known.reduce(0) { $0.addingReportingOverflow($1).partialValue }
    }
}
