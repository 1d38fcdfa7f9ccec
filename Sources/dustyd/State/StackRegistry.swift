import DustyCore
import Essentials
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

/// The stack to which the plain host names lead on this host, in place of the daemon's own.
struct StackFront: Codable, Sendable, Equatable {
    var name: String
    /// The plain host names of its specs, lower-case, whatever is active of them: one that is not must not lead to
    /// another stack meanwhile.
    var hostNames: Set<String>
}

/// The stacks other than the daemon's own, on disk in a file of root's. A stack keeps its slot until it is removed.
///
/// A malformed file is left as it is, and no stack is made or removed until it is repaired: two could get the same
/// slot.
final class StackRegistry: Sendable {
    private struct File: Codable, Equatable {
        var stacks: [StackRecord]
        var front: StackFront?
    }

    private let path: String
    private let files: any FileStore
    private let records: Mutex<Result<File, DustyError>>
    /// Names of the daemon's own stack.
    let own: StackNames
    /// What all of them use of this host's memory.
    let memory = MemoryBook()
    private let lending = Mutex<Lender?>(nil)

    init(path: String, files: any FileStore, own: StackNames = .standard) {
        self.own = own
        self.path = path
        self.files = files
        records = Mutex(Result { () throws(DustyError) in try Self.read(path, files) })
    }

    /// The stack whose services others may have; nil while it is not there.
    var lender: Lender? { lending.withLock { $0 } }

    /// Has other stacks know it.
    func put(lender: Lender) { lending.withLock { $0 = lender } }

    /// Every stack, by name.
    var all: [StackRecord] { (try? records.withLock { $0 }.get().stacks) ?? [] }

    /// The stack to which the plain host names lead; nil for the daemon's own.
    var front: StackFront? { try? records.withLock { $0 }.get().front }

    /// Why the file cannot be read.
    var fault: DustyError? {
        if case .failure(let error) = records.withLock({ $0 }) { error } else { nil }
    }

    /// Adds a stack, in the lowest slot that is free and not to be avoided.
    func add(_ record: StackRecord, avoiding taken: Set<Int>) throws -> StackRecord {
        try change { file in
            let records = file.stacks
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
                throw Self.full(records.count)
            }
            var record = record
            record.slot = slot
            file.stacks.append(record)
            return record
        }
    }

    private static func full(_ count: Int) -> DustyError {
        let all = StackNames.slots.count
        let others =
            "\(all - count) are taken by other programs: addresses 127.65.N.1 in the hosts file, "
            + "networks 10.213.N.0 in the engine"
        return DustyError(
            .conflict,
            "there is no place for another stack: a host has \(all), and this daemon has \(count) stacks beside its own"
                + (count < all ? "; \(others)" : ""),
            hint: "remove one: `dusty stack list`, `dusty stack remove NAME`"
        )
    }

    /// Changes the record of a stack.
    func update(_ name: String, _ edit: (inout StackRecord) -> Void) throws {
        try change { file in
            for index in file.stacks.indices where file.stacks[index].name == name { edit(&file.stacks[index]) }
        }
    }

    /// Forgets a stack; its slot is free.
    func remove(_ name: String) throws {
        try change { file in
            file.stacks.removeAll { $0.name == name }
            if file.front?.name == name { file.front = nil }
        }
    }

    /// Has the plain host names lead to a stack; to the daemon's own for nil.
    func lead(to front: StackFront?) throws {
        guard front != self.front else { return }
        try change { $0.front = front }
    }

    /// Keeps the names that a stack has now, if the plain names still lead to it.
    func renew(_ front: StackFront) throws {
        guard self.front?.name == front.name, self.front != front else { return }
        try change { file in
            if file.front?.name == front.name { file.front = front }
        }
    }

    private func change<Value: Sendable>(_ edit: (inout File) throws -> Value) throws -> Value {
        try records.withLock { known in
            var file = try known.get()
            let value = try edit(&file)
            file.stacks.sort { $0.name < $1.name }
            try files.replace(path, with: Array(try Wire.encode(file)), mode: 0o600)
            known = .success(file)
            return value
        }
    }

    private static func read(_ path: String, _ files: any FileStore) throws(DustyError) -> File {
        do {
            guard let bytes = try files.contents(path) else { return File(stacks: []) }
            var file: File = try Wire.decode(from: Data(bytes))
            let records = file.stacks
            for record in records { _ = try record.names }
            guard Set(records.map(\.name)).count == records.count, Set(records.map(\.slot)).count == records.count
            else {
                throw DustyError(.invalid, "two stacks have the same name or slot")
            }
            file.stacks.sort { $0.name < $1.name }
            if !records.contains(where: { $0.name == file.front?.name }) { file.front = nil }
            return file
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
