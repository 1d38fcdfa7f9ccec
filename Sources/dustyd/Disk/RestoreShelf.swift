import DustyCore
import Synchronization

/// The one backup that was unpacked and waits for a restore.
final class RestoreShelf: Sendable {
    /// A backup beside the tree it belongs to.
    struct Entry: Sendable, Equatable {
        var id: String
        var stage: PersistStage
        var manifest: BackupManifest
    }

    private enum State {
        case empty
        case receiving
        case holding(Entry)
        case placing(Entry)
    }

    private let state = Mutex(State.empty)

    /// Makes room for a new one; the previous one is forgotten. Throws `.busy` while another one is being received or
    /// put in place.
    func beginReceiving() throws {
        try state.withLock { state in
            switch state {
            case .receiving: throw DustyError(.busy, "another backup is being received", hint: "wait for it")
            case .placing: throw DustyError(.busy, "another backup is being put in place", hint: "wait for it")
            case .empty, .holding: state = .receiving
            }
        }
    }

    /// Keeps what was received; nil when it failed.
    func endReceiving(_ entry: Entry?) {
        state.withLock { $0 = entry.map(State.holding) ?? .empty }
    }

    /// The waiting one; nil when there is none.
    var waiting: Entry? {
        state.withLock { if case .holding(let entry) = $0 { entry } else { nil } }
    }

    /// The waiting one with this id.
    func entry(_ id: String) throws -> Entry {
        if let found = state.withLock({ if case .holding(let entry) = $0 { entry } else { nil } }), found.id == id {
            return found
        }
        throw DustyError(.notFound, "no backup waits under this id", hint: "use `dusty disk restore FILE`")
    }

    /// The waiting one with this id, which counts as being put in place from now on.
    func beginPlacing(_ id: String) throws -> Entry {
        let entry = try entry(id)
        state.withLock { $0 = .placing(entry) }
        return entry
    }

    /// Forgets the one that was put in place, or could not be.
    func endPlacing() {
        state.withLock { $0 = .empty }
    }
}
