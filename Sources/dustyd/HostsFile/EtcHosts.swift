import DustyCore

/// The hosts file of this host, `/etc/hosts` unless told otherwise.
struct EtcHosts: HostsFile {
    private let file: AtomicFile

    /// The hosts file at a path.
    init(path: String = "/etc/hosts") {
        file = AtomicFile(path)
    }

    /// A hosts file that does not exist reads as empty.
    func read() async throws -> [UInt8] {
        try file.read() ?? []
    }

    func write(_ text: [UInt8]) async throws {
        try file.write(text, mode: 0o644)
    }
}
