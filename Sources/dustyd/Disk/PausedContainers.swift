import DustyCore
import FoundationEssentials

/// Containers that a job has stopped and will start again, written down so that they are also started when the daemon dies meanwhile.
struct PausedContainers: Codable, Sendable, Equatable {
    /// The engine's ids.
    var ids: [String]

    /// What is written down in a file; nil when nothing is, or when it cannot be read: `up` starts them as well.
    static func noted(at path: String) throws -> PausedContainers? {
        try AtomicFile(path).read().flatMap { try? Wire.decode(from: Data($0)) }
    }

    /// Writes them down; a file with an earlier list leaves none of them out.
    func note(at path: String) throws {
        let before = try Self.noted(at: path)?.ids ?? []
        let all = PausedContainers(ids: before.filter { !ids.contains($0) } + ids)
        try AtomicFile(path).write(Array(try Wire.encode(all)), mode: 0o600)
    }
}
