import CLibrary
import DustyCore
import Essentials
import Synchronization
import SystemPackage

/// The trail of changes on disk: one JSON document a line, only added to, in a bounded number of files that only root can read.
final class AuditLog: Sendable {
    private let path: String
    /// Bytes after which a new file is begun.
    private let size: Int
    /// How many files are kept, the one that is written to included.
    private let kept: Int
    private let lock = Mutex(())

    init(path: String, size: Int = 2 << 20, kept: Int = 8) {
        self.path = path
        self.size = size
        self.kept = kept
    }

    /// Adds a record. Nothing but the caller waits for the disk.
    func append(_ record: AuditRecord) async throws {
        let line = Array(try Wire.encodeLine(record))
        try await UserThread.run { try self.lock.withLock { _ in try self.write(line) } }
    }

    /// The latest records, oldest first.
    func records(_ request: AuditRequest) async throws -> [AuditRecord] {
        try await UserThread.run {
            try self.lock.withLock { _ in
                var found: [AuditRecord] = []
                for number in 0..<self.kept where found.count < request.limit {
                    guard let records = try self.read(number) else { break }
                    found = records.filter { record in request.since.map { record.time >= $0 } ?? true } + found
                }
                return Array(found.suffix(request.limit))
            }
        }
    }

    private func name(_ number: Int) -> String { number == 0 ? path : "\(path).\(number)" }

    private func read(_ number: Int) throws -> [AuditRecord]? {
        let root = TrustedRoot(AtomicFile.parent(of: path))
        guard let bytes = try root.read(AtomicFile.name(of: name(number)), limit: size + (1 << 20)) else { return nil }
        // A line that a crash or a full disk cut off is left out.
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { try? Wire.decode(from: Data($0)) }
    }

    private func write(_ line: [UInt8]) throws {
        do {
            var file = try open()
            if try file.length + line.count > size, try file.length > 0 {
                try file.descriptor.close()
                try rotate()
                file = try open()
            }
            try file.descriptor.closeAfter {
                // An incomplete earlier line must not corrupt this one.
                let start: [UInt8] = try file.isCutOff ? [UInt8(ascii: "\n")] : []
                try file.descriptor.writeAll(start + line)
            }
        } catch let error as Errno {
            throw DustyError(.failed, "\(path) cannot be written: \(error)")
        }
    }

    private func rotate() throws {
        for number in (0..<kept - 1).reversed() {
            guard rename(name(number), name(number + 1)) == 0 || errno == ENOENT else { throw Errno(rawValue: errno) }
        }
    }

    /// The file to write to, and nothing else that may have its name.
    private func open() throws -> AuditFile {
        func attempt() throws -> FileDescriptor {
            try FileDescriptor.open(
                FilePath(path),
                .readWrite,
                options: [.create, .append, .noFollow, .nonBlocking, .closeOnExec],
                permissions: [.ownerReadWrite]
            )
        }
        let descriptor: FileDescriptor
        do {
            descriptor = try attempt()
        } catch Errno.noSuchFileOrDirectory {
            try AtomicFile.makeDirectories(AtomicFile.parent(of: path))
            descriptor = try attempt()
        }
        do {
            return try AuditFile(descriptor)
        } catch {
            try? descriptor.close()
            throw error
        }
    }
}

/// An open file of the trail.
private struct AuditFile {
    let descriptor: FileDescriptor

    /// Throws for what is not a regular file; one that others may read is closed to them.
    init(_ descriptor: FileDescriptor) throws {
        self.descriptor = descriptor
        let status = try FileStatus(of: descriptor)
        guard status.isFile else { throw Errno.invalidArgument }
        if status.rights != 0o600, fchmod(descriptor.rawValue, 0o600) != 0 { throw Errno(rawValue: errno) }
    }

    var length: Int {
        get throws { try FileStatus(of: descriptor).size }
    }

    var isCutOff: Bool {
        get throws {
            let length = try length
            guard length > 0 else { return false }
            var last: [UInt8] = [0]
            _ = try last.withUnsafeMutableBytes { try descriptor.read(fromAbsoluteOffset: Int64(length - 1), into: $0) }
            return last != [UInt8(ascii: "\n")]
        }
    }
}
