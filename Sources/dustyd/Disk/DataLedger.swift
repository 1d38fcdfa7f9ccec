import CLibrary
import DustyCore
import Essentials

/// What was in `/persist` when its users last ran, kept so that lost data is never silently replaced by an empty
/// directory.
struct DataLedger: Sendable {
    /// The record of one path below `/persist`.
    struct Entry: Codable, Sendable, Equatable {
        /// Inode number.
        var number: UInt64
        /// Whether there was something in it.
        var hadContent: Bool
        /// When it was last inspected.
        var seenAt: Timestamp
    }

    /// Absolute path of the file.
    let path: String

    /// The records, by path below `/persist`. A file that cannot be read is moved aside; also returns where to.
    func read() throws -> (entries: [String: Entry], unreadable: String?) {
        guard let bytes = try AtomicFile(path).read() else { return ([:], nil) }
        if let entries = try? Wire.decode([String: Entry].self, from: Data(bytes)) { return (entries, nil) }
        let aside = "\(path).unreadable-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        guard rename(path, aside) == 0 else { throw DustyError(.failed, "\(path) cannot be read") }
        return ([:], aside)
    }

    /// Records what is at these paths now; missing ones keep their record.
    func note(_ found: [String: PersistEntry], now: Timestamp) throws {
        let known = try read().entries
        var entries = known
        for (path, entry) in found {
            entries[path] = Entry(number: entry.number, hadContent: !entry.isEmpty, seenAt: now)
            // Only the time is new: an idle stack writes nothing.
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

    /// What happened to earlier data.
    enum Loss: Sendable, Equatable {
        /// It is missing, or something empty is in its place: it was not in use.
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
