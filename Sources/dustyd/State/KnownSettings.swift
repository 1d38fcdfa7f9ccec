import DustyCore
import FoundationEssentials
import Synchronization

/// What the settings said last of things that must not change while they cannot be read: the owner would be shut out, and the
/// daemon would take another machine's stack for its own.
final class KnownSettings: Sendable {
    private struct Record: Codable, Equatable {
        var owner: String?
        var machine: String?
    }

    private let path: String?
    private let files: any FileStore
    private let latest: Mutex<Record?>

    /// What is kept at a path; without one nothing outlives the daemon.
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

    /// Keeps what settings say that could be read. It is a help only: that it cannot be written must not fail anything.
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
