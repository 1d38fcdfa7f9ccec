internal import CHost
import CLibrary
import DustyCore
import SystemPackage

/// One small file that is replaced as a whole: readers see the old bytes or the new ones, never a mixture.
///
/// The new bytes go to a temporary file in the same directory, reach the disk, and take the old file's place; owner and
/// mode stay, except that a private file is always closed to others. If the file cannot be renamed over, such as a
/// single file mounted into a container, it is rewritten in place, and the old bytes are restored when that fails. The
/// path is trusted: use `TrustedRoot` where others can write.
struct AtomicFile: Sendable {
    /// Absolute path. A symbolic link is followed: what it points at is replaced.
    let path: String

    /// The largest file that is read.
    private static let limit = 256 << 20

    /// A mounted file cannot be renamed over, and its directory may refuse new files.
    static let forbidsRenaming: Set<Errno> = [
        .resourceBusy, .improperLink, .readOnlyFileSystem, .permissionDenied, .notPermitted,
    ]

    /// The file at this path.
    init(_ path: String) {
        self.path = path
    }

    /// Its bytes; nil when there is no such file.
    func read() throws -> [UInt8]? {
        do {
            // Does not wait for a writer when it is a pipe.
            let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
            return try file.closeAfter {
                guard let bytes = try file.readAll(limit: Self.limit) else {
                    throw DustyError(.invalid, "\(path) is larger than \(ByteCount(Int64(Self.limit)))")
                }
                return bytes
            }
        } catch Errno.noSuchFileOrDirectory {
            return nil
        } catch Errno.isDirectory {
            throw DustyError(.invalid, "\(path) is a directory, not a file")
        } catch let error as Errno {
            throw DustyError(.failed, "\(path) cannot be read: \(error)")
        }
    }

    /// Replaces its bytes; a file that does not exist is made with this mode, its directory too.
    func write(_ bytes: [UInt8], mode: UInt16 = 0o644) throws {
        let target = resolved
        do {
            try Self.makeDirectories(Self.parent(of: target))
            try replace(target, with: bytes, mode: mode_t(mode))
        } catch let error as Errno {
            throw failure(error)
        }
    }

    /// Removes the file; one that does not exist is no error.
    func remove() throws {
        guard unlink(path) != 0, errno != ENOENT else { return }
        let error = Errno(rawValue: errno)
        throw DustyError(.failed, "\(path) cannot be removed: \(error)", hint: hint(error))
    }

    /// Why it could not be written.
    func failure(_ error: Errno) -> DustyError {
        DustyError(
            .failed,
            isUnchangeable
                ? "\(path) cannot be written: it, or its directory, is immutable"
                : "\(path) cannot be written: \(error); it still has its old content",
            hint: hint(error)
        )
    }

    private func replace(_ target: String, with bytes: [UInt8], mode: mode_t) throws {
        do {
            try rename(into: target, bytes, mode: mode)
        } catch let error as Errno where Self.forbidsRenaming.contains(error) && access(target, F_OK) == 0 {
            try rewrite(target, bytes)
        }
    }

    private func rename(into target: String, _ bytes: [UInt8], mode: mode_t) throws {
        let directory = try FileDescriptor.directory(Self.parent(of: target))
        try directory.closeAfter {
            let name = Self.name(of: target)
            var status = try directory.status(of: name)
            if mode & 0o077 == 0, let rights = status?.rights { status?.mode &= ~(rights & ~mode) }
            try UnfinishedFile.write(bytes, in: directory, like: status, orMode: mode) { unfinished in
                try Self.check(renameat(directory.rawValue, unfinished, directory.rawValue, name))
            }
            try Self.check(fsync(directory.rawValue))
        }
    }

    private func rewrite(_ target: String, _ bytes: [UInt8]) throws {
        let file = try FileDescriptor.open(FilePath(target), .readWrite, options: [.closeOnExec])
        try file.closeAfter { try rewrite(file, from: try file.readAll(), to: bytes) }
    }

    /// Writes other bytes into an open file; when that fails the old ones are restored.
    func rewrite(_ file: FileDescriptor, from old: [UInt8], to bytes: [UInt8]) throws {
        do {
            try Self.overwrite(file, bytes)
        } catch {
            do { try Self.overwrite(file, old) } catch let second {
                throw DustyError(
                    .failed,
                    "\(path) could not be written (\(error)), nor its old content restored (\(second))",
                    hint: "free disk space and restore the file; it may be truncated"
                )
            }
            throw error
        }
    }

    private static func overwrite(_ file: FileDescriptor, _ bytes: [UInt8]) throws {
        try file.writeAll(toAbsoluteOffset: 0, bytes)
        try check(ftruncate(file.rawValue, off_t(bytes.count)))
        try check(fsync(file.rawValue))
    }

    /// Where the file really is.
    var resolved: String { Platform.resolved(path) ?? path }

    private var isUnchangeable: Bool {
        chost_is_unchangeable(resolved) || chost_is_unchangeable(Self.parent(of: resolved))
    }

    private func hint(_ error: Errno) -> String? {
        switch error {
        case .noSpace: return "free disk space"
        case .readOnlyFileSystem: return "mount its file system read-write"
        case .permissionDenied, .notPermitted:
            let places: [String] = [resolved, Self.parent(of: resolved)].filter { chost_is_unchangeable($0) }
            if let place = places.first {
                return "make it writable: \(HostWords.own.makeChangeable)\(place)"
            }
            return geteuid() == 0
                ? "look for what protects it: \(HostWords.own.showFlags)\(resolved)\(HostWords.own.privacy)"
                : "run the daemon as root"
        default: return nil
        }
    }
}

extension AtomicFile {
    /// Makes a directory and those above it, mode 0755 whatever the umask; those that exist are left alone.
    static func makeDirectories(_ path: String, mode: mode_t = 0o755) throws {
        if access(path, F_OK) == 0 { return }
        let above = parent(of: path)
        if above != path { try makeDirectories(above) }
        let directory = try FileDescriptor.directory(above)
        try directory.closeAfter {
            // One that exists by now, or a link to one, will do.
            guard mkdirat(directory.rawValue, name(of: path), 0o700) == 0 else {
                if errno == EEXIST { return }
                throw Errno(rawValue: errno)
            }
            let made = try directory.directory(name(of: path))
            try made.closeAfter { try check(fchmod(made.rawValue, mode)) }
        }
    }

    /// The parent directory of a path.
    static func parent(of path: String) -> String {
        let parent = FilePath(path).removingLastComponent().string
        return parent.isEmpty ? "." : parent
    }

    /// The last part of a path.
    static func name(of path: String) -> String {
        FilePath(path).lastComponent?.string ?? path
    }

    private static func check(_ result: Int32) throws {
        if result != 0 { throw Errno(rawValue: errno) }
    }
}
