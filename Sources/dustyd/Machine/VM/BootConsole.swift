import DustyCore
import SystemPackage

/// What a system that starts from Dusty's image reports on its serial console, which its hypervisor writes to a file.
struct BootConsole: Sendable, Equatable {
    /// One meaningful line.
    enum Event: Sendable, Equatable {
        /// How far the boot is.
        case step(String)
        /// A host key, as in a file of known hosts but for the name.
        case hostKey(type: String, blob: String)
        /// The engine answers.
        case ready
        /// What cannot work.
        case failed(String)
    }

    private static let mark = "dusty: "
    /// A boot prints less; anything longer is not one.
    private static let limit = 1 << 18

    /// What one line means; nil for output of the kernel and other programs.
    static func event(of line: some StringProtocol) -> Event? {
        guard let start = line.firstRange(of: mark) else { return nil }
        let words = line[start.upperBound...].split(whereSeparator: \.isWhitespace)
        switch words.first {
        case "step" where words.count > 1: return .step(words.dropFirst().joined(separator: " "))
        case "host-key" where words.count > 2: return .hostKey(type: String(words[1]), blob: String(words[2]))
        case "ready": return .ready
        case "failed": return .failed(words.dropFirst().joined(separator: " "))
        default: return nil
        }
    }

    /// All meaningful lines of a console so far. A line without an end does not count yet.
    static func events(in text: String) -> [Event] {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return lines.dropLast().compactMap { event(of: $0) }
    }

    /// The file that a hypervisor writes to.
    let path: String

    /// What it reported so far; nothing while there is no file.
    func events() -> [Event] {
        Self.events(in: text)
    }

    /// The last lines, to find out why a boot went wrong.
    func tail(_ count: Int = 5) -> String {
        text.split(whereSeparator: \.isNewline).suffix(count).map { String($0.prefix(200)) }.joined(separator: "\n")
    }

    private var text: String {
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec]) else { return "" }
        var bytes = [UInt8](repeating: 0, count: Self.limit)
        let count = try? file.closeAfter {
            try bytes.withUnsafeMutableBytes { try file.read(fromAbsoluteOffset: 0, into: $0) }
        }
        return String(decoding: bytes.prefix(count ?? 0), as: UTF8.self)
    }
}

extension BootConsole {
    /// The host keys that a console reported.
    static func hostKeys(in events: [Event]) -> HostKeys? {
        let lines = events.compactMap { event -> String? in
            if case .hostKey(let type, let blob) = event { "console \(type) \(blob)" } else { nil }
        }
        let keys = HostKeys(scan: lines.joined(separator: "\n"))
        return keys.keys.isEmpty ? nil : keys
    }

    /// Waits until a system has reported its host keys, passing on each step that it reports; nil on timeout.
    func awaitHostKeys(within time: Duration, onStep: (String) async -> Void) async throws -> HostKeys? {
        let deadline = ContinuousClock.now + time
        var told = 0
        while ContinuousClock.now < deadline {
            let events = events()
            for case .step(let step) in events.dropFirst(told) { await onStep(step) }
            told = max(told, events.count)
            for case .failed(let what) in events {
                throw DustyError(.failed, "the system in the virtual machine says: \(what)", hint: "see \(path)")
            }
            if let keys = Self.hostKeys(in: events) { return keys }
            try await Task.sleep(for: .milliseconds(100))
        }
        return nil
    }

    /// Whether a system's kernel started within a time.
    func awaitLife(within time: Duration) async throws -> Bool {
        let deadline = ContinuousClock.now + time
        while ContinuousClock.now < deadline {
            if !events().isEmpty { return true }
            try await Task.sleep(for: .milliseconds(100))
        }
        return false
    }
}
