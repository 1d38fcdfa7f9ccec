import DustyCore
import Essentials
import Synchronization

/// Whether the proxy of a machine reaches apps through ports of the bridge's address, as last tried: a firewall of the
/// machine may be in the way, or an engine without its userland proxy. Kept until it is tried again.
final class ProxyPath: Sendable {
    /// What a trial has shown.
    struct Finding: Codable, Sendable, Equatable {
        /// The engine on which it was made.
        var engine: String
        /// Why the bridge is no way, in words; nil if it is one.
        var fault: String?
    }

    private struct Memory {
        var finding: Finding?
        var isDoubtful = false
    }

    private let path: String
    private let files: any FileStore
    private let memory: Mutex<Memory>

    init(path: String, files: any FileStore) {
        self.path = path
        self.files = files
        memory = Mutex(Memory(finding: files.readState(Finding.self, at: path)))
    }

    /// Why the bridge is no way, in words; nil if it is one, or has never been tried.
    var fault: String? { memory.withLock { $0.finding?.fault } }

    /// Whether it need not be tried again on this engine.
    func isKnown(on engine: String) -> Bool {
        memory.withLock { $0.finding?.engine == engine && !$0.isDoubtful }
    }

    /// Has the next job try again: the finding does not fit what is seen now.
    func doubt() { memory.withLock { $0.isDoubtful = true } }

    /// Keeps what a trial has shown.
    func keep(_ finding: Finding) async throws {
        let isNew = memory.withLock { memory in
            defer { memory = Memory(finding: finding) }
            return memory.finding != finding
        }
        guard isNew else { return }
        try await UserThread.run { [self] in
            try files.replace(path, with: Array(try JSONEncoder().encode(finding)), mode: 0o600)
        }
    }
}
