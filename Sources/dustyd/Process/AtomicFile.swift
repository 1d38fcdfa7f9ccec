import DustyCore
import Glibc
import SystemPackage

/// One small file that is replaced as a whole: readers see the old bytes or the new ones, never a mixture.
///
/// The new bytes go to a temporary file in the same directory, reach the disk, and take the old file's place; owner and mode stay. Where the
/// file cannot be renamed over, such as a single file mounted into a container, it is rewritten in place, and the old bytes are put back
/// when that fails.
struct AtomicFile: Sendable {
    /// Absolute path. A symbolic link is followed: what it points at is replaced.
    let path: String

    /// A mounted file refuses to be renamed over, and the directory around it may refuse new files.
    private static let forbidsRenaming: Set<Errno> = [
        .resourceBusy, .improperLink, .readOnlyFileSystem, .permissionDenied, .notPermitted,
    ]

    /// The file at this path.
    init(_ path: String) {
        self.path = path
    }

    /// Its bytes; nil when there is no such file.
    func read() throws -> [UInt8]? {
        do {
            let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
            return try file.closeAfter { try file.readAll() }
        } catch Errno.noSuchFileOrDirectory {
            return nil
        } catch let error as Errno {
            throw DustyError(.failed, "\(path) cannot be read: \(error).")
        }
    }

    /// Replaces its bytes; a file that does not exist is made with this mode, its directory too.
    func write(_ bytes: [UInt8], mode: UInt16 = 0o644) throws {
        let target = resolved
        do {
            try Self.makeDirectories(Self.parent(of: target))
            try replace(target, with: bytes, mode: FilePermissions(rawValue: CModeT(mode)))
        } catch let error as Errno {
            throw DustyError(
                .failed,
                "\(path) cannot be written: \(error). It still has its old content.",
                hint: Self.hint(error)
            )
        }
    }

    /// Removes the file; one that does not exist is no error.
    func remove() throws {
        guard unlink(path) != 0, errno != ENOENT else { return }
        throw DustyError(.failed, "\(path) cannot be removed: \(Errno(rawValue: errno)).")
    }

    private func replace(_ target: String, with bytes: [UInt8], mode: FilePermissions) throws {
        do {
            try rename(into: target, bytes, mode: mode)
        } catch let error as Errno where Self.forbidsRenaming.contains(error) && access(target, F_OK) == 0 {
            try rewrite(target, bytes)
        }
    }

    private func rename(into target: String, _ bytes: [UInt8], mode: FilePermissions) throws {
        let directory = Self.parent(of: target)
        let temporary = "\(target).dusty-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        let file = try FileDescriptor.open(
            FilePath(temporary),
            .writeOnly,
            options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
            permissions: [.ownerReadWrite]
        )
        do {
            try file.closeAfter {
                try file.writeAll(bytes)
                try Self.copyOwnerAndMode(from: target, to: file, orMode: mode)
                try Self.check(fsync(file.rawValue))
            }
            try Self.check(Glibc.rename(temporary, target))
        } catch {
            unlink(temporary)
            throw error
        }
        let parent = try FileDescriptor.open(FilePath(directory), .readOnly, options: [.directory, .closeOnExec])
        try parent.closeAfter { try Self.check(fsync(parent.rawValue)) }
    }

    private func rewrite(_ target: String, _ bytes: [UInt8]) throws {
        let file = try FileDescriptor.open(FilePath(target), .readWrite, options: [.closeOnExec])
        try file.closeAfter {
            let old = try file.readAll()
            do {
                try Self.overwrite(file, bytes)
            } catch {
                try Self.putBack(old, file, path: path, after: error)
                throw error
            }
        }
    }

    private static func putBack(_ old: [UInt8], _ file: FileDescriptor, path: String, after error: any Error) throws {
        do {
            try overwrite(file, old)
        } catch let second {
            throw DustyError(
                .failed,
                "\(path) could not be written (\(error)), nor its old content put back (\(second)).",
                hint: "Make room on its file system and restore the file; it may be cut off."
            )
        }
    }

    private static func overwrite(_ file: FileDescriptor, _ bytes: [UInt8]) throws {
        try file.writeAll(toAbsoluteOffset: 0, bytes)
        try check(ftruncate(file.rawValue, off_t(bytes.count)))
        try check(fsync(file.rawValue))
    }

    private static func copyOwnerAndMode(
        from path: String,
        to file: FileDescriptor,
        orMode mode: FilePermissions
    ) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return try check(fchmod(file.rawValue, mode.rawValue))
        }
        // The owner first: changing it may clear bits of the mode. Without root it is ours already or cannot be kept.
        if status.st_uid != geteuid() || status.st_gid != getegid() {
            try check(fchown(file.rawValue, status.st_uid, status.st_gid))
        }
        try check(fchmod(file.rawValue, status.st_mode & 0o7777))
    }

    private var resolved: String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private static func hint(_ error: Errno) -> String? {
        switch error {
        case .noSpace: "Make room on the file system."
        case .readOnlyFileSystem: "The file system is mounted read-only."
        case .permissionDenied, .notPermitted: "The daemon must run as root."
        default: nil
        }
    }
}

extension AtomicFile {
    /// Makes a directory and those above it, mode 0755; those that exist are left alone.
    static func makeDirectories(_ path: String) throws {
        if mkdir(path, 0o755) == 0 {
            // Whatever the daemon's umask: users must be able to reach what is theirs below.
            return try check(chmod(path, 0o755))
        }
        switch errno {
        case EEXIST: return
        case ENOENT where path != "/" && path != ".":
            try makeDirectories(parent(of: path))
            try makeDirectories(path)
        default: throw Errno(rawValue: errno)
        }
    }

    /// The directory that a path lies in.
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
