import DustyCore

/// What the last sync of each repo did, kept across restarts of the daemon. An actor, because syncs end at the same
/// time and the file must have the latest of all.
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
        // Earlier versions let every user read it, passwords in addresses included.
        if !found.isEmpty { try? files.writeState(statuses, at: path, mode: 0o600) }
    }

    /// Status by full repo name; a transfer that the end of the daemon interrupted counts as stale.
    func all() -> [String: SyncStatus] {
        statuses
    }

    /// Records the outcome for one repo. The index is only informative: failing to write it must not fail the sync.
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
        status.message = "the last sync was interrupted"
        return status
    }
}
