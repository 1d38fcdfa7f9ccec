import DustyCore
import Synchronization

/// Checks a backup as it passes by.
final class BackupCheck: Sendable {
    private let scanner = Mutex(TarScanner())

    /// Checks the next piece. Throws when it cannot be trusted.
    func add(_ piece: [UInt8]) throws {
        try scanner.withLock { scanner throws(DustyError) in _ = try scanner.append(piece) }
    }

    /// The contents of the whole backup. Throws when it is not complete.
    func finish() throws -> BackupManifest {
        try scanner.withLock { scanner throws(DustyError) in try scanner.finished() }
    }
}
