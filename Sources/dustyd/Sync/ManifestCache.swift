import Synchronization

/// Manifests as they were read last, so that one is not read and checked again for each file that is edited.
final class ManifestCache: Sendable {
    /// The bytes of a manifest's file that were found to be sound.
    struct Entry: Sendable {
        /// The file when it was read.
        var status: FileStatus
        var target: String
        var source: String
        var bytes: [UInt8]
        /// Where in them the paths are.
        var listing: Range<Int>
    }

    /// How many bytes are kept of all together.
    private static let limit = 16 << 20

    private struct State {
        var entries: [String: Entry] = [:]
        /// Paths of the entries, the one that was used last at the end.
        var order: [String] = []
        var size = 0

        mutating func remove(_ path: String) {
            guard let entry = entries.removeValue(forKey: path) else { return }
            size -= entry.bytes.count
            order.removeAll { $0 == path }
        }
    }

    private let state = Mutex(State())

    /// What was read from a file that is still the same, of this copy and this source.
    func entry(_ path: String, _ status: FileStatus, of target: String, from source: String) -> Entry? {
        state.withLock { state in
            guard let entry = state.entries[path] else { return nil }
            guard entry.status == status, entry.target == target, entry.source == source else {
                state.remove(path)
                return nil
            }
            state.order.removeAll { $0 == path }
            state.order.append(path)
            return entry
        }
    }

    func note(_ entry: Entry, _ path: String) {
        state.withLock { state in
            state.remove(path)
            guard entry.bytes.count <= Self.limit else { return }
            state.entries[path] = entry
            state.order.append(path)
            state.size += entry.bytes.count
            while state.size > Self.limit, let oldest = state.order.first { state.remove(oldest) }
        }
    }
}
