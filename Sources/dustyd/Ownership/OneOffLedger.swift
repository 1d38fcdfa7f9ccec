import DustyCore
import Essentials
import Synchronization

/// The names of containers that run one program and go, written down before they are made, so that none is left behind when the daemon is
/// killed. Labels are only a claim; these names cannot be guessed in advance.
final class OneOffLedger: Sendable {
    private let path: String
    private let files: any FileStore
    private let state: Mutex<(names: Set<String>, earlier: Set<String>)>

    init(path: String, files: any FileStore) {
        self.path = path
        self.files = files
        let earlier = Set(files.readState([String].self, at: path) ?? [])
        state = Mutex((earlier, earlier))
    }

    /// Names of all that may be there.
    var names: [String] { state.withLock { $0.names.sorted() } }
    /// Those that are to be removed: an earlier life of the daemon left them, or this one could not be sure that they are gone.
    var earlier: [String] { state.withLock { $0.earlier.sorted() } }

    /// Notes one that is about to be made. Throws when that cannot be written down: then none may be made.
    func add(_ name: String) async throws {
        _ = state.withLock { $0.names.insert(name) }
        do { try await save() } catch {
            _ = state.withLock { $0.names.remove(name) }
            throw error
        }
    }

    /// Leaves one to the sweeper.
    func leave(_ name: String) {
        state.withLock { if $0.names.contains(name) { $0.earlier.insert(name) } }
    }

    /// Forgets one that is gone.
    func remove(_ name: String) async {
        state.withLock {
            $0.names.remove(name)
            $0.earlier.remove(name)
        }
        // Where it cannot be written, the next life looks for one that is gone.
        try? await save()
    }

    private func save() async throws {
        try await UserThread.run { [self] in
            try state.withLock { state in
                let bytes = Array(try JSONEncoder().encode(state.names.sorted()))
                try files.replace(path, with: bytes, mode: 0o600)
            }
        }
    }
}
