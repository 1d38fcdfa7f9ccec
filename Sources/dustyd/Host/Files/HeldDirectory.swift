internal import CHost
import CLibrary
import DustyCore
import SystemPackage

/// A directory that is held open, so that no link put on its path later can redirect what is done in it.
final class HeldDirectory: Sendable {
    /// Where it was when it was opened.
    let path: String
    let descriptor: FileDescriptor

    init(path: String, descriptor: FileDescriptor) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        try? descriptor.close()
    }

    /// Opens a directory whose path is trusted. Throws `Errno`.
    static func open(_ path: String) throws -> HeldDirectory {
        let options: FileDescriptor.OpenOptions = [.directory, .noFollow, .closeOnExec]
        return HeldDirectory(path: path, descriptor: try .open(FilePath(path), .readOnly, options: options))
    }

    /// Opens a directory in this one, never through a link; nil when there is none of this name. Throws `Errno`.
    func inner(_ name: String) throws -> HeldDirectory? {
        let opened = openat(descriptor.rawValue, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0 else {
            if errno == ENOENT { return nil }
            throw Errno(rawValue: errno)
        }
        return HeldDirectory(path: "\(path)/\(name)", descriptor: FileDescriptor(rawValue: opened))
    }

    /// Inode number of an entry; nil when there is none. Throws `Errno`.
    func number(of name: String) throws -> UInt64? {
        try descriptor.status(of: name)?.number
    }

    /// Flushes its file system to the disk. Throws `Errno`.
    func flushFileSystem() throws {
        let code = chost_flush(descriptor.rawValue)
        if code != 0 { throw Errno(rawValue: code) }
    }

    /// Names of what is in it, sorted. Throws `Errno`.
    func names() throws -> [String] {
        let copy = openat(descriptor.rawValue, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let listing = fdopendir(copy) else { throw Errno(rawValue: errno) }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
