import Glibc
import SystemPackage

/// What the kernel knows of a file, a directory or a link.
struct FileStatus: Sendable, Equatable {
    var device: UInt64
    var mode: mode_t
    var owner: uid_t
    var group: gid_t
    var links: UInt64
    var size: Int
    /// When it was changed last.
    var seconds: Int
    var nanoseconds: Int

    var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
    var isLink: Bool { mode & S_IFMT == S_IFLNK }
    /// Whether it is a plain file.
    var isFile: Bool { mode & S_IFMT == S_IFREG }
    /// The rights that it gives.
    var rights: mode_t { mode & 0o7777 }

    /// That of what is open; throws `Errno`.
    init(of file: FileDescriptor) throws {
        var status = stat()
        guard fstat(file.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
        self.init(status)
    }

    /// That of an entry of a directory, be it a link; nil when there is none. Throws `Errno`.
    init?(of name: String, in directory: FileDescriptor) throws {
        var status = stat()
        guard fstatat(directory.rawValue, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return nil }
            throw Errno(rawValue: errno)
        }
        self.init(status)
    }

    /// That of what is at a path, be it a link; nil when nothing is there. Throws `Errno`.
    init?(at path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw Errno(rawValue: errno)
        }
        self.init(status)
    }

    private init(_ status: stat) {
        device = UInt64(status.st_dev)
        mode = status.st_mode
        owner = status.st_uid
        group = status.st_gid
        links = UInt64(status.st_nlink)
        size = Int(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}
