import CLibrary
import DustyCore
import Essentials

/// A file of the user's that is read or written from beginning to end.
final class LocalFile: Sendable {
    private static let pieceSize = 256 << 10

    let path: String
    private let descriptor: Int32
    private let isNameless: Bool

    private init(_ path: String, _ descriptor: Int32, isNameless: Bool = false) {
        self.path = path
        self.descriptor = descriptor
        self.isNameless = isNameless
    }

    deinit {
        close(descriptor)
    }

    /// Opens a regular file for reading.
    static func reading(_ path: String) throws -> LocalFile {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "cannot be read") }
        let file = LocalFile(path, descriptor)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw DustyError(.invalid, "\(path) is not a file")
        }
        return file
    }

    /// Makes a file that only the user may read and that gets its name at the end. If the file system supports it, the
    /// file is unnamed until then, so that nothing is left of it whatever happens; otherwise it has a temporary name
    /// beside the final one.
    static func making(_ name: String) throws -> LocalFile {
        let path = "\(name).\(String(UInt32.random(in: 0...UInt32.max), radix: 36)).partial"
        let nameless = Platform.namelessFile(in: name.lastIndex(of: "/").map { String(name[...$0]) } ?? ".")
        if nameless >= 0 { return LocalFile(path, nameless, isNameless: true) }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path, "cannot be made") }
        return LocalFile(path, descriptor)
    }

    /// Its size in bytes.
    func size() throws -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure(path, "cannot be read") }
        return Int64(status.st_size)
    }

    /// The next piece; nil at the end.
    func next() throws -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: Self.pieceSize)
        while true {
            let count = read(descriptor, &bytes, bytes.count)
            if count > 0 { return Array(bytes.prefix(count)) }
            if count == 0 { return nil }
            if errno != EINTR { throw Self.failure(path, "cannot be read") }
        }
    }

    /// Goes back to the beginning.
    func rewind() {
        lseek(descriptor, 0, SEEK_SET)
    }

    /// Adds bytes.
    func append(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done)
            }
            if count >= 0 { done += count } else if errno != EINTR { throw Self.failure(path, "cannot be written") }
        }
    }

    /// Flushes the data to the disk and gives the file its name.
    func finish(as name: String) throws {
        guard fsync(descriptor) == 0 else { throw Self.failure(path, "cannot be written") }
        if isNameless {
            if Platform.name(descriptor, name) { return }
            // An existing file can only be replaced by a named one.
            guard errno == EEXIST, Platform.name(descriptor, path) else { throw Self.failure(name, "cannot be made") }
        }
        guard rename(path, name) == 0 else { throw Self.failure(name, "cannot be made") }
    }

    /// Removes it.
    func discard() {
        unlink(path)
    }

    private static func failure(_ path: String, _ what: String) -> DustyError {
        let code = errno
        let hint: String? = code == ENOSPC ? "make room on that file system" : nil
        return DustyError(.failed, "\(path) \(what): \(String(cString: strerror(code)))", hint: hint)
    }
}
