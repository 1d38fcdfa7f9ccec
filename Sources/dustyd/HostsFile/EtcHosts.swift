import DustyCore

/// The hosts file of this host, `/etc/hosts` unless told otherwise.
struct EtcHosts: HostsFile {
    private let path: String

    /// The hosts file at a path.
    init(path: String = "/etc/hosts") {
        self.path = path
    }

    /// A hosts file that does not exist reads as empty.
    func read() async throws -> [UInt8] {
        let path = path
        return try await UserThread.run { try AtomicFile(path).read() ?? [] }
    }

    @discardableResult
    func change(_ edit: @escaping @Sendable ([UInt8]) -> [UInt8]) async throws -> Bool {
        let path = path
        return try await UserThread.run { try SharedFile(path).change(edit) }
    }
}
