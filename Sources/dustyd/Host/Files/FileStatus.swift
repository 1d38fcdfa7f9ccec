internal import CHost
import CLibrary
import SystemPackage

/// What the kernel knows of a file, a directory or a link.
struct FileStatus: Sendable, Equatable {
    var device: UInt64
    /// Inode number.
    var number: UInt64
    var mode: mode_t
    var owner: uid_t
    var group: gid_t
    var links: UInt64
    var size: Int
    /// When it was changed last.
    var seconds: Int
    var nanoseconds: Int
    /// When anything about it changed last, its mode and times included. It cannot be set.
    var touchedSeconds: Int
    var touchedNanoseconds: Int

    var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
    var isLink: Bool { mode & S_IFMT == S_IFLNK }
    /// Whether it is a plain file.
    var isFile: Bool { mode & S_IFMT == S_IFREG }
    var isSocket: Bool { mode & S_IFMT == S_IFSOCK }
    /// Its permissions.
    var rights: mode_t { mode & 0o7777 }

    /// The status of an open file; throws `Errno`.
    init(of file: FileDescriptor) throws(Errno) {
        var status = chost_status()
        let code = chost_status_of(file.rawValue, &status)
        guard code == 0 else { throw Errno(rawValue: code) }
        self.init(status)
    }

    /// The status of an entry of a directory, even of a link; nil when there is none. Its name may be any bytes. Throws
    /// `Errno`.
    init?(of name: UnsafePointer<CChar>, in directory: FileDescriptor) throws(Errno) {
        try self.init(name, in: directory.rawValue, following: false)
    }

    /// The status of what a path names: of a link itself, unless it is followed; nil when nothing is there. Throws
    /// `Errno`.
    init?(at path: String, following: Bool = false) throws(Errno) {
        try self.init(path, in: AT_FDCWD, following: following)
    }

    private init?(_ path: UnsafePointer<CChar>, in directory: Int32, following: Bool) throws(Errno) {
        var status = chost_status()
        let code = chost_status_at(directory, path, following, &status)
        if code == ENOENT { return nil }
        guard code == 0 else { throw Errno(rawValue: code) }
        self.init(status)
    }

    private init(_ status: chost_status) {
        device = status.device
        number = status.inode
        mode = mode_t(status.mode)
        owner = status.owner
        group = status.group
        links = status.links
        size = Int(status.size)
        seconds = Int(status.seconds)
        nanoseconds = Int(status.nanoseconds)
        touchedSeconds = Int(status.touched_seconds)
        touchedNanoseconds = Int(status.touched_nanoseconds)
    }
}
