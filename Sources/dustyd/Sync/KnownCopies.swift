import Synchronization

/// Copies that are known to be equal to their sources: what was copied, and what the source was just before. Kept in memory only, so that
/// after a crash everything is looked at again.
final class KnownCopies: Sendable {
    /// A source as it was.
    struct Source: Sendable, Equatable {
        var transfer: Transfer
        /// Path, mode, size and time of change of every file.
        var state: String
        /// Which life of the machine's files it was; see `Syncer.generation(of:)`.
        var generation: Int
    }

    private let sources = Mutex<[String: Source]>([:])
    private let directories = DiskDirectories()

    /// The source of a transfer as it is now; nil when it cannot be read.
    func look(at transfer: Transfer, generation: Int) async -> Source? {
        let state = try? await UserThread.run(as: transfer.reader ?? SubprocessRunner.currentUser) { [directories] in
            try directories.state(of: transfer.source, countsDirectories: true)
        }
        guard let state else { return nil }
        return Source(transfer: transfer, state: state, generation: generation)
    }

    /// Whether the copy was made of exactly this.
    func holds(_ source: Source?) -> Bool {
        guard let source else { return false }
        return sources.withLock { $0[source.transfer.target] == source }
    }

    /// Whether anything is known of what a copy was made of.
    func has(_ target: String) -> Bool {
        sources.withLock { $0[target] != nil }
    }

    /// Notes what a copy was made of, and which life of the files it belongs to.
    func note(_ source: Source?, generation: Int) {
        guard var source else { return }
        source.generation = generation
        sources.withLock { $0[source.transfer.target] = source }
    }

    /// What a copy was made of is not known any more.
    func forget(_ target: String) {
        sources.withLock { $0[target] = nil }
    }
}
