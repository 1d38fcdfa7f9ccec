import DustyCore
import Synchronization

/// Files of the daemon's own that exist but could not be read when it needed them, for example on a failing disk. Their
/// content is unknown, so nothing is written over them until the daemon restarts.
final class HeldFiles: Sendable {
    private let faults = Mutex<[String: String]>([:])

    /// Notes why a file could not be read.
    func hold(_ path: String, because reason: String) {
        faults.withLock { $0[path] = reason }
    }

    /// Whether a file is one of them.
    func isHeld(_ path: String) -> Bool {
        faults.withLock { $0[path] != nil }
    }

    /// Throws when nothing may be written over a file.
    func check(_ path: String) throws {
        guard isHeld(path) else { return }
        throw DustyError(
            .failed,
            "\(path) could not be read when the daemon started, so nothing is written over it",
            hint: Self.remedy
        )
    }

    /// One warning for each.
    var warnings: [Warning] {
        faults.withLock { $0 }.sorted { $0.key < $1.key }.map { path, reason in
            Warning(
                subject: .files,
                message: "\(reason); until it can be read, nothing is stored in it",
                hint: Self.remedy
            )
        }
    }

    private static let remedy = "see what its disk says (dmesg), then restart the daemon"
}
