import DustyCore
import Synchronization

/// Copies known to be equal to their sources: what was copied, and the source's state just before. Kept in memory only,
/// so that after a crash everything is compared again.
final class KnownCopies: Sendable {
    /// The state of a source.
    struct Source: Sendable, Equatable {
        var transfer: Transfer
        /// Its fingerprint; see `SourceLook.state`.
        var state: UInt64
        /// The generation of the machine's files; see `Syncer.generation(of:)`.
        var generation: Int
    }

    /// A copy that is complete as long as its source is followed and changes are copied.
    private struct Followed: Equatable {
        var transfer: Transfer
        var generation: Int
    }

    private let sources = Mutex<[String: Source]>([:])
    private let whole = Mutex<[String: Int]>([:])
    /// By source: with other specs it is copied to another place, and changes then reach only that one.
    private let followed = Mutex<[String: Followed]>([:])
    private let excluded = Mutex<[String: Exclusions]>([:])

    /// The source of a transfer as it is now; nil when it cannot be read.
    func look(at transfer: Transfer) async -> SourceLook? {
        let look = try? await UserThread.run(as: transfer.reader ?? SubprocessRunner.currentUser) {
            try SourceLook(at: transfer.source, excluding: transfer.exclude)
        }
        excluded.withLock { $0[transfer.target] = look?.exclusions }
        return look
    }

    /// What does not travel to a copy, as it was when its source was looked at last; nil while that is not known.
    func exclusions(of target: String) -> Exclusions? {
        excluded.withLock { $0[target] }
    }

    /// Whether the copy was made of exactly this.
    func holds(_ look: SourceLook?, of transfer: Transfer, generation: Int) -> Bool {
        guard let look else { return false }
        let source = Source(transfer: transfer, state: look.state, generation: generation)
        return sources.withLock { $0[transfer.target] == source }
    }

    /// Whether it is known what a copy was made of.
    func has(_ target: String) -> Bool {
        sources.withLock { $0[target] != nil }
    }

    /// Records what a copy was made of, and the generation of the files. A source that may change without a trace is
    /// not recorded.
    func note(_ look: SourceLook?, of transfer: Transfer, generation: Int) {
        guard let look, look.isSettled else { return }
        let source = Source(transfer: transfer, state: look.state, generation: generation)
        sources.withLock { $0[transfer.target] = source }
    }

    /// Records that a copy was complete in a generation of the machine's files, whatever it was made of.
    func noteWhole(_ target: String, _ generation: Int) {
        whole.withLock { $0[target] = generation }
    }

    /// Whether a copy was complete in a generation of the machine's files, so that only changes are missing since.
    func isWhole(_ target: String, _ generation: Int) -> Bool {
        whole.withLock { $0[target] == generation }
    }

    /// Records that a copy is complete, so that it stays so as long as its source is followed and changes are copied.
    func noteFollowed(_ transfer: Transfer, generation: Int) {
        followed.withLock { $0[transfer.source] = Followed(transfer: transfer, generation: generation) }
    }

    /// Records that a followed copy has the latest changes; nothing for one that was not complete before them.
    func noteSettled(_ transfer: Transfer, from before: Int, to generation: Int) {
        followed.withLock { followed in
            guard let known = followed[transfer.source], known.transfer.target == transfer.target,
                known.generation == before
            else { return followed[transfer.source] = nil }
            followed[transfer.source]?.generation = generation
        }
    }

    /// Whether a copy is complete if everything that has changed since was copied.
    func isFollowed(_ transfer: Transfer, generation: Int) -> Bool {
        followed.withLock { $0[transfer.source] == Followed(transfer: transfer, generation: generation) }
    }

    /// Forgets what a copy was made of.
    func forget(_ target: String) {
        sources.withLock { $0[target] = nil }
        followed.withLock { $0 = $0.filter { $0.value.transfer.target != target } }
    }
}
