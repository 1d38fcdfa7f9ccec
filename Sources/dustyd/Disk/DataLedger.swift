import DustyCore
import FoundationEssentials
import Glibc

/// What was in `/persist` when those who use it last ran, kept so that data that vanished are never replaced by an empty directory without
/// a word.
struct DataLedger: Sendable {
    /// What is known of one path below `/persist`.
    struct Entry: Codable, Sendable, Equatable {
        /// Number by which its file system knows it.
        var number: UInt64
        /// Whether there was something in it.
        var hadContent: Bool
        /// When it was looked at last.
        var seenAt: Timestamp
    }

    /// Absolute path of the file.
    let path: String

    /// What is known, by path below `/persist`. A file that cannot be read is moved aside; returns where to as well.
    func read() throws -> (entries: [String: Entry], unreadable: String?) {
        guard let bytes = try AtomicFile(path).read() else { return ([:], nil) }
        if let entries = try? Wire.decode([String: Entry].self, from: Data(bytes)) { return (entries, nil) }
        let aside = "\(path).unreadable-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        guard rename(path, aside) == 0 else { throw DustyError(.failed, "\(path) cannot be read") }
        return ([:], aside)
    }

    /// Notes what is at these paths now; what is not there stays as it is known.
    func note(_ found: [String: PersistEntry], now: Timestamp) throws {
        let known = try read().entries
        var entries = known
        for (path, entry) in found {
            entries[path] = Entry(number: entry.number, hadContent: !entry.isEmpty, seenAt: now)
            // Only the time is new: a stack that stands still writes nothing.
            if let old = known[path], old.number == entry.number, old.hadContent == !entry.isEmpty {
                entries[path] = old
            }
        }
        if entries != known { try write(entries) }
    }

    /// Accepts that these paths are empty or missing.
    func forget(_ paths: some Sequence<String>) throws {
        var entries = try read().entries
        for path in paths { entries[path] = nil }
        try write(entries)
    }

    private func write(_ entries: [String: Entry]) throws {
        try AtomicFile(path).write(Array(try Wire.encode(entries)), mode: 0o600)
    }

    /// What became of data that were there.
    enum Loss: Sendable, Equatable {
        /// They are not there, or something empty is in their place: they were not in use.
        case vanished
        /// The same directory is empty: it was emptied from within.
        case emptied
    }

    /// What is lost at these paths.
    static func losses(_ known: [String: Entry], _ found: [String: PersistEntry]) -> [String: Loss] {
        var losses: [String: Loss] = [:]
        for (path, entry) in known {
            guard let now = found[path] else {
                losses[path] = .vanished
                continue
            }
            guard now.isEmpty, entry.hadContent else { continue }
            losses[path] = now.number == entry.number ? .emptied : .vanished
        }
        return losses
    }
}
