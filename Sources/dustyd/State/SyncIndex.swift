import DustyCore
import FoundationEssentials

/// What the last sync of each repo did, kept over restarts of the daemon.
struct SyncIndex: Sendable {
    let path: String
    let files: any FileStore

    /// Status by full repo name; a transfer that was cut off by the end of the daemon counts as stale.
    func load() -> [String: SyncStatus] {
        guard let bytes = try? files.contents(path),
            let statuses = try? Wire.decode([SyncStatus].self, from: Data(bytes))
        else { return [:] }
        return Dictionary(statuses.map { ($0.repo, $0.settled) }, uniquingKeysWith: { first, _ in first })
    }

    /// Writes what is known. The index only informs; that it cannot be written must not fail the sync.
    func save(_ statuses: [String: SyncStatus]) {
        guard let data = try? Wire.encode(statuses.values.sorted { $0.repo < $1.repo }) else { return }
        try? files.replace(path, with: Array(data), mode: 0o644)
    }
}

extension SyncStatus {
    fileprivate var settled: SyncStatus {
        guard state == .syncing else { return self }
        var status = self
        status.state = .stale
        status.percent = nil
        status.bytesPerSecond = nil
        status.message = "the last sync was cut off"
        return status
    }
}
