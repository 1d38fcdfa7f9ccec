import DustyCore
import FoundationEssentials
import Synchronization

/// The one backup that was unpacked and waits to be put in place.
final class RestoreShelf: Sendable {
    /// A backup beside the tree it belongs to.
    struct Entry: Sendable, Equatable {
        var id: String
        /// Directory that holds its entries.
        var tree: String
        /// The directory to remove when it is no longer needed.
        var directory: String
        var manifest: BackupManifest
    }

    private enum State {
        case empty
        case receiving
        case holding(Entry)
    }

    private let state = Mutex(State.empty)

    /// Makes room for a new one; what waited before is thrown away. Throws `.busy` while another one comes in.
    func beginReceiving() throws {
        let old: Entry? = try state.withLock { state in
            if case .receiving = state {
                throw DustyError(.busy, "another backup is being received", hint: "wait for it")
            }
            defer { state = .receiving }
            if case .holding(let entry) = state { return entry }
            return nil
        }
        if let old { Self.discard(old.directory) }
    }

    /// Keeps what was received; nil when it failed.
    func endReceiving(_ entry: Entry?) {
        state.withLock { $0 = entry.map(State.holding) ?? .empty }
    }

    /// What waits under this id.
    func entry(_ id: String) throws -> Entry {
        if let found = state.withLock({ if case .holding(let entry) = $0 { entry } else { nil } }), found.id == id {
            return found
        }
        throw DustyError(.notFound, "no backup waits under this id", hint: "use `dusty disk restore FILE`")
    }

    /// Forgets what waits under this id, and removes what is left of it.
    func finish(_ entry: Entry) {
        state.withLock { state in
            if case .holding(let held) = state, held.id == entry.id { state = .empty }
        }
        Self.discard(entry.directory)
    }

    /// Removes what a daemon that ended meanwhile left over.
    static func sweep(_ tree: PersistTree) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: tree.beside)) ?? []
        for name in names where name.hasPrefix("staged-") { discard("\(tree.beside)/\(name)") }
    }

    static func discard(_ directory: String) {
        try? FileManager.default.removeItem(atPath: directory)
    }
}
