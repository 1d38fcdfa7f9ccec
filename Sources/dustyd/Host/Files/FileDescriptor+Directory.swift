internal import CHost
import CLibrary
import SystemPackage

/// Operations on the descriptor of a directory, so that no path is looked up twice. All of them throw `Errno`.
extension FileDescriptor {
    /// A directory of this host whose path is trusted.
    static func directory(_ path: String) throws -> FileDescriptor {
        try open(FilePath(path), .readOnly, options: [.directory, .closeOnExec])
    }

    /// A plain file of this host, by a path that is trusted or belongs to the current user. Anything else is
    /// `.notPermitted` and is not opened.
    static func regular(_ path: String) throws -> FileDescriptor {
        let opened = chost_open_regular(AT_FDCWD, path, O_RDONLY, true)
        guard opened >= 0 else { throw Errno(rawValue: errno) }
        return FileDescriptor(rawValue: opened)
    }

    /// The status of the open file.
    func status() throws -> FileStatus {
        try FileStatus(of: self)
    }

    /// The status of an entry of the directory, even of a link; nil when there is none.
    func status(of name: UnsafePointer<CChar>) throws -> FileStatus? {
        try FileStatus(of: name, in: self)
    }

    /// Names in the directory; one more than the limit, so that it shows when there are more.
    func names(limit: Int = .max) throws -> [String] {
        var names: [String] = []
        try eachEntry { entry in
            names.append(String(decoding: entry.name, as: UTF8.self))
            return names.count <= limit
        }
        return names
    }

    /// Names of the directories in the directory, and of what may be one where the file system does not say; one more than the limit.
    func directories(limit: Int) throws -> [[UInt8]] {
        var names: [[UInt8]] = []
        try eachEntry { entry in
            if [Int(DT_DIR), Int(DT_UNKNOWN)].contains(entry.kind) { names.append(entry.name) }
            return names.count <= limit
        }
        return names
    }

    /// The entries of the directory, until `body` returns false.
    private func eachEntry(_ body: ((name: [UInt8], kind: Int)) -> Bool) throws {
        let copy = openat(rawValue, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw Errno(rawValue: errno) }
        guard let listing = fdopendir(copy) else {
            let error = errno
            CLibrary.close(copy)
            throw Errno(rawValue: error)
        }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    Array(UnsafeRawBufferPointer(start: $0, count: strlen($0)))
                }
            }
            guard name != [46], name != [46, 46] else { continue }
            guard body((name, Int(entry.pointee.d_type))) else { return }
        }
    }

    /// A subdirectory. A link is `.tooManySymbolicLinkLevels`, anything else `.notDirectory`.
    func directory(_ name: UnsafePointer<CChar>) throws -> FileDescriptor {
        let opened = openat(rawValue, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if opened >= 0 { return FileDescriptor(rawValue: opened) }
        let error = Errno(rawValue: errno)
        // The kernel reports the same for a link as for a file.
        let isLink = error == .notDirectory ? try status(of: name)?.isLink == true : false
        throw isLink ? Errno.tooManySymbolicLinkLevels : error
    }

    /// Makes a subdirectory with exactly this mode, whatever the umask, and opens it; an existing one is only opened.
    func makeDirectory(_ name: String, mode: mode_t) throws -> FileDescriptor {
        // Closed to others until it is open here.
        let isNew = mkdirat(rawValue, name, 0o700) == 0
        guard isNew || errno == EEXIST else { throw Errno(rawValue: errno) }
        let made = try directory(name)
        guard !isNew || fchmod(made.rawValue, mode) == 0 else {
            let error = errno
            try? made.close()
            throw Errno(rawValue: error)
        }
        return made
    }

    /// Opens a plain file of the directory. A link is `.tooManySymbolicLinkLevels`, anything else `.notPermitted`, and is not opened at all:
    /// opening a device may do something, opening a pipe may wait.
    func openRegular(_ name: String, _ flags: Int32) throws -> FileDescriptor {
        let opened = chost_open_regular(rawValue, name, flags, false)
        guard opened >= 0 else { throw Errno(rawValue: errno) }
        return FileDescriptor(rawValue: opened)
    }

    /// A path by which another program of root's finds exactly what is open here, as long as it is open.
    var path: String { Platform.path(of: rawValue) }
}

extension Sequence<UInt8> {
    /// A name that may be any bytes, for the kernel.
    var terminated: [CChar] { map { CChar(bitPattern: $0) } + [0] }
}

extension FileDescriptor {
    /// All bytes from the current position to the end.
    func readAll() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = try chunk.withUnsafeMutableBytes { try read(into: $0) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk.prefix(count))
        }
    }

    /// All bytes from the current position to the end; nil when there are more than the limit.
    func readAll(limit: Int) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = try chunk.withUnsafeMutableBytes { try read(into: $0) }
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else { return nil }
            bytes.append(contentsOf: chunk.prefix(count))
        }
    }
}
