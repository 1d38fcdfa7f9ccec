import DustyCore
import Essentials
import Synchronization

/// Replacements for ports that the engine does not release.
///
/// An engine that was killed while it started a container keeps that container's ports, although the container is gone;
/// only its next restart frees them. Stored until the stack is taken down.
final class Detours: Sendable {
    private struct Kept: Codable, Equatable {
        /// Ports of the bridge address that forwarding avoids.
        var ports: Set<Int> = []
        /// How many loopback addresses the stack has moved on.
        var step = 0
    }

    /// Loopback addresses have 127 as first number; a stack's own has 65 as second.
    private static let lastStep = 150

    private let path: String
    private let files: any FileStore
    private let kept: Mutex<Kept>

    init(path: String, files: any FileStore) {
        self.path = path
        self.files = files
        kept = Mutex(files.readState(Kept.self, at: path) ?? Kept())
    }

    /// Ports of the bridge address that are not to be used.
    var ports: Set<Int> { kept.withLock(\.ports) }

    /// The loopback address in use instead of a stack's own.
    func address(insteadOf own: String) -> String {
        let step = kept.withLock(\.step)
        let parts = own.split(separator: ".")
        guard step > 0, parts.count == 4, let second = Int(parts[1]) else { return own }
        return "\(parts[0]).\(second + step).\(parts[2]).\(parts[3])"
    }

    /// What is avoided, in words; nil when there is nothing.
    var words: String? {
        let kept = kept.withLock { $0 }
        let numbers = kept.ports.sorted().map(String.init).joined(separator: ", ")
        let ports = kept.ports.isEmpty ? nil : "the ports \(numbers)"
        let address = kept.step == 0 ? nil : "ports of the stack's address"
        let all = [ports, address].compactMap(\.self)
        return all.isEmpty ? nil : all.joined(separator: " and ")
    }

    /// Uses other ports from now on.
    func avoid(_ ports: [Int]) async throws {
        try await change { $0.ports.formUnion(ports) }
    }

    /// Switches to another address; false when none is left.
    func moveOn() async throws -> Bool {
        guard kept.withLock({ $0.step < Self.lastStep }) else { return false }
        try await change { $0.step += 1 }
        return true
    }

    /// Uses the usual ones again.
    func clear() async throws {
        guard kept.withLock({ $0 != Kept() }) else { return }
        try await change { $0 = Kept() }
    }

    private func change(_ body: (inout Kept) -> Void) async throws {
        let now = kept.withLock { kept in
            body(&kept)
            return kept
        }
        try await UserThread.run { [self] in
            try files.replace(path, with: Array(try JSONEncoder().encode(now)), mode: 0o600)
        }
    }
}
