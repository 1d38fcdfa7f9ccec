import DustyCore
import Essentials
import Synchronization

/// Settings that must not change while the files cannot be read: otherwise the owner would be shut out, and the daemon
/// would mistake another machine's stack for its own.
final class KnownSettings: Sendable {
    private struct Record: Codable, Equatable {
        var owner: String?
        var machine: String?
    }

    private let path: String?
    private let files: any FileStore
    private let latest: Mutex<Record?>

    /// The file at a path; without one nothing outlives the daemon.
    init(path: String?, files: any FileStore) {
        self.path = path
        self.files = files
        latest = Mutex(path.flatMap { files.readState(Record.self, at: $0) })
    }

    /// The settings as far as they are known.
    var settings: Settings {
        let record = latest.withLock { $0 }
        var settings = Settings()
        settings.owner = record?.owner
        settings.machine = record?.machine
        return settings
    }

    /// Stores settings that could be read. It only helps: failing to write it must not fail anything.
    func remember(_ settings: Settings) {
        let record = Record(owner: settings.owner, machine: settings.machine)
        let isNew = latest.withLock { latest in
            defer { latest = record }
            return latest != record
        }
        guard isNew, let path else { return }
        try? files.writeState(record, at: path, mode: 0o600)
    }
}
