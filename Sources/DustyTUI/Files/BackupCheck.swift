import DustyCore
import Synchronization

/// Looks at a backup as it passes by.
final class BackupCheck: Sendable {
    private let scanner = Mutex(TarScanner())

    /// Looks at the next piece. Throws when it is not to be trusted.
    func add(_ piece: [UInt8]) throws {
        try scanner.withLock { scanner throws(DustyError) in _ = try scanner.append(piece) }
    }

    /// What the whole of it holds. Throws when it is not whole.
    func finish() throws -> BackupManifest {
        try scanner.withLock { scanner throws(DustyError) in try scanner.finished() }
    }
}
