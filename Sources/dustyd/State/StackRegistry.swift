import DustyCore
import FoundationEssentials
import Synchronization

/// The record of a stack that was made.
struct StackRecord: Codable, Sendable, Equatable {
    /// The state of a stack. The next start of the daemon undoes or finishes what was interrupted.
    enum Phase: String, Codable, Sendable {
        case making, ready, removing
    }

    var name: String
    var slot: Int
    /// Login name of the user who made it.
    var owner: String
    /// Where its specs come from, without a login.
    var specsRepo: String?
    /// Directories whose commands use it.
    var directories: [String] = []
    var createdAt: Timestamp
    var phase = Phase.making

    /// Its names. Throws `.invalid` for what no daemon wrote.
    var names: StackNames { get throws(DustyError) { try StackNames(name, slot: slot) } }

    /// Directories as they are stored and compared: absolute, unique, normalised.
    static func directories(_ paths: [String]) throws(DustyError) -> [String] {
        guard paths.count <= 50 else { throw DustyError(.invalid, "a stack has at most 50 directories") }
        var kept: [String] = []
        for path in paths {
            let parts = path.parts(at: "/").filter { $0 != "." }
            guard path.utf8.first == UInt8(ascii: "/"), path.utf8.count <= 4096, !parts.contains("..") else {
                throw DustyError(.invalid, "give the absolute path of the stack's directory")
            }
            guard !path.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
                throw DustyError(.invalid, "a directory of a stack has no control characters in its path")
            }
            guard !parts.isEmpty else {
                throw DustyError(.invalid, "`/` cannot be the directory of a stack: it contains all others")
            }
            let plain = "/" + parts.joined(separator: "/")
            if !kept.contains(plain) { kept.append(plain) }
        }
        return kept
    }
}

/// The stacks other than the daemon's own, on disk in a file of root's. A stack keeps its slot until it is removed.
///
/// A malformed file is left as it is, and no stack is made or removed until it is repaired: two could get the same
/// slot.
final class StackRegistry: Sendable {
    private struct File: Codable, Equatable {
        var stacks: [StackRecord]
    }

    private let path: String
    private let files: any FileStore
    private let records: Mutex<Result<[StackRecord], DustyError>>

    init(path: String, files: any FileStore) {
        self.path = path
        self.files = files
        records = Mutex(Result { () throws(DustyError) in try Self.read(path, files) })
    }

    /// Every stack, by name.
    var all: [StackRecord] { (try? records.withLock { $0 }.get()) ?? [] }

    /// Why the file cannot be read.
    var fault: DustyError? {
        if case .failure(let error) = records.withLock({ $0 }) { error } else { nil }
    }

    /// Adds a stack, in the lowest slot that is free and not to be avoided.
    func add(_ record: StackRecord, avoiding taken: Set<Int>) throws -> StackRecord {
        try change { records in
            guard !records.contains(where: { $0.name == record.name }) else {
                throw DustyError(
                    .conflict,
                    "there is already a stack `\(record.name)`",
                    hint: "choose another name, or remove it: `dusty stack remove \(record.name)`"
                )
            }
            for other in records {
                guard let taken = record.directories.first(where: other.directories.contains) else { continue }
                throw DustyError(
                    .conflict,
                    "\(taken) belongs to the stack `\(other.name)`",
                    hint: "remove that stack first, or give another directory"
                )
            }
            let used = taken.union(records.map(\.slot))
            guard let slot = StackNames.slots.first(where: { !used.contains($0) }) else {
                throw DustyError(
                    .conflict,
                    "there are \(records.count) stacks, and no slot is free",
                    hint: "remove one: `dusty stack list`, `dusty stack remove NAME`"
                )
            }
            var record = record
            record.slot = slot
            records.append(record)
            return record
        }
    }

    /// Changes the record of a stack.
    func update(_ name: String, _ edit: (inout StackRecord) -> Void) throws {
        try change { records in
            for index in records.indices where records[index].name == name { edit(&records[index]) }
        }
    }

    /// Forgets a stack; its slot is free.
    func remove(_ name: String) throws {
        try change { records in records.removeAll { $0.name == name } }
    }

    private func change<Value: Sendable>(_ edit: (inout [StackRecord]) throws -> Value) throws -> Value {
        try records.withLock { known in
            var records = try known.get()
            let value = try edit(&records)
            records.sort { $0.name < $1.name }
            let bytes = Array(try Wire.encode(File(stacks: records)))
            try files.replace(path, with: bytes, mode: 0o600)
            known = .success(records)
            return value
        }
    }

    private static func read(_ path: String, _ files: any FileStore) throws(DustyError) -> [StackRecord] {
        do {
            guard let bytes = try files.contents(path) else { return [] }
            let records = try (Wire.decode(from: Data(bytes)) as File).stacks
            for record in records { _ = try record.names }
            guard Set(records.map(\.name)).count == records.count, Set(records.map(\.slot)).count == records.count
            else {
                throw DustyError(.invalid, "two stacks have the same name or slot")
            }
            return records.sorted { $0.name < $1.name }
        } catch {
            let reason = (error as? DustyError)?.message ?? "it is not in Dusty's format"
            throw DustyError(
                .conflict,
                "\(path) cannot be read, so there is only the stack `\(StackNames.standardName)`: \(reason)",
                hint: "correct the file, and restart the daemon"
            )
        }
    }
}
