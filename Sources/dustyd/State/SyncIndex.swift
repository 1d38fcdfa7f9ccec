import DustyCore

/// What the last sync of each repo did, kept over restarts of the daemon. An actor, because syncs end side by side and the file must hold
/// the latest of all.
actor SyncIndex {
    private let path: String
    private let files: any FileStore
    private var statuses: [String: SyncStatus]

    init(path: String, files: any FileStore) {
        self.path = path
        self.files = files
        let found = files.readState([SyncStatus].self, at: path) ?? []
        let statuses = found.map(\.settled)
        self.statuses = Dictionary(statuses.map { ($0.repo, $0) }, uniquingKeysWith: { first, _ in first })
        // Earlier versions let everybody read it, passwords in addresses included.
        if !found.isEmpty { try? files.writeState(statuses, at: path, mode: 0o600) }
    }

    /// Status by full repo name; a transfer that was cut off by the end of the daemon counts as stale.
    func all() -> [String: SyncStatus] {
        statuses
    }

    /// Notes what became of one repo. The index only informs: that it cannot be written must not fail the sync.
    func put(_ status: SyncStatus) {
        statuses[status.repo] = status
        try? files.writeState(statuses.values.sorted { $0.repo < $1.repo }, at: path, mode: 0o600)
    }
}

extension SyncStatus {
    fileprivate var settled: SyncStatus {
        var status = self
        status.repo = repo.withoutLogins
        guard state == .syncing else { return status }
        status.state = .stale
        status.percent = nil
        status.bytesPerSecond = nil
        status.message = "the last sync was cut off"
        return status
    }
}
