import DustyCore
import Synchronization

/// What rsync reported while it copied, line by line: everything that the source has, what of it was sent, and the
/// figures at the end.
///
/// It outlives a transfer that fails, so that what had been copied by then is known.
final class TransferRecord: Sendable {
    struct Contents: Sendable {
        /// What the source has. Complete only when the transfer was listed in full and `isWhole`.
        var listing = PathListing()
        /// Regular files whose content was sent.
        var sent = PathListing()
        /// How many entries were new at the target, the directory itself not counted.
        var created = 0
        /// What changed, as far as it was reported.
        var result = TransferResult.nothing
        /// Whether everything that the source has was copied.
        var isWhole = false

        /// Those of these directories that the source does not have; none where not all of it was listed.
        func lacking(of directories: Set<String>) -> [String] {
            guard isWhole, !listing.isEmpty, !directories.isEmpty else { return [] }
            let wanted = Dictionary(directories.map { (Array(($0 + "/").utf8)[...], $0) }) { first, _ in first }
            return directories.subtracting(listing.compactMap { wanted[$0] }).sorted()
        }

        /// Whether the target had nothing of it before.
        var isFresh: Bool { created > 0 && created >= listing.count - 1 }
    }

    private let state = Mutex(Contents())

    var contents: Contents { state.withLock { $0 } }

    /// Takes a line of rsync's standard output that is not progress.
    func take(_ line: String) {
        state.withLock { RsyncOutput.take(line, into: &$0) }
    }

    /// A new attempt starts over.
    func reset() {
        state.withLock { $0 = Contents() }
    }

    /// Everything that the source has was copied.
    func finish() {
        state.withLock { $0.isWhole = true }
    }
}
