import DustyCore

/// The hosts file of this host, `/etc/hosts` unless another is set.
struct EtcHosts: HostsFile {
    private let path: String
    private let lock: String?

    /// The hosts file at a path; `lock` is a file of ours that only root can open, held while it is written.
    init(path: String = "/etc/hosts", lock: String?) {
        self.path = path
        self.lock = lock
    }

    /// A hosts file that does not exist reads as empty.
    func read() async throws -> [UInt8] {
        let path = path
        return try await UserThread.run { try AtomicFile(path).read() ?? [] }
    }

    @discardableResult
    func change(_ edit: @escaping @Sendable ([UInt8]) -> [UInt8]) async throws -> Bool {
        let (path, lock) = (path, lock)
        return try await UserThread.run { try SharedFile(path, lock: lock).change(edit) }
    }
}

/// The file that maps host names to addresses. Others write to it too, at any time.
protocol HostsFile: Sendable {
    /// Its text; bytes that are not UTF-8 survive a round trip.
    func read() async throws -> [UInt8]
    /// Changes its text, as it is at that moment, with `edit`, keeping owner and mode; false when that changed nothing.
    /// What others add meanwhile stays, so `edit` may be called several times.
    @discardableResult
    func change(_ edit: @escaping @Sendable ([UInt8]) -> [UInt8]) async throws -> Bool
}
