import CLibrary
import DustyCore

/// A directory that root alone can change, found through none that others could change. Links on the way are root's own, since no other user could
/// have made them there; on a Mac `/etc` is one.
final class GuardedDirectory {
    private static let mostLinks = 16
    private static let mostBytes = 1 << 20

    /// Where it is, for messages.
    let path: String
    private let descriptor: Int32

    private init(_ path: String, _ descriptor: Int32) {
        (self.path, self.descriptor) = (path, descriptor)
    }

    deinit { close(descriptor) }

    /// Opens a directory; nil when there is none, unless it is to be made. `root` stands before its path.
    static func open(_ path: String, root: String = "", making: Bool = false) throws -> GuardedDirectory? {
        var rest = Array(path.parts(at: "/").reversed())
        var links = 0
        var current = try start(root, path)
        while let name = rest.popLast() {
            guard name != ".." else { throw Self.fault(path, "a link in it leads upwards") }
            guard name != "." else { continue }
            if let next = try current.enter(name, of: path, making: making) {
                current = next
                continue
            }
            guard let target = current.link(name) else { return nil }
            links += 1
            guard links <= mostLinks else { throw Self.fault(path, "it has too many links") }
            rest += target.parts(at: "/").reversed()
            if target.hasPrefix("/") { current = try start(root, path) }
        }
        return GuardedDirectory(path, fcntl(current.descriptor, F_DUPFD_CLOEXEC, 0))
    }

    private static func start(_ root: String, _ path: String) throws -> GuardedDirectory {
        let descriptor = CLibrary.open(root.isEmpty ? "/" : root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault(path, String(cString: strerror(errno))) }
        let start = GuardedDirectory("", descriptor)
        try start.check(of: path)
        return start
    }

    /// A directory in this one; nil when there is none, or a link in its place.
    private func enter(_ name: String, of whole: String, making: Bool) throws -> GuardedDirectory? {
        var found = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if found < 0, errno == ENOENT, making {
            guard mkdirat(descriptor, name, 0o755) == 0 || errno == EEXIST else {
                throw Self.fault(whole, String(cString: strerror(errno)))
            }
            found = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            // Whatever the caller's mask is: others may know that there is a service.
            if found >= 0 { fchmod(found, 0o755) }
        }
        guard found >= 0 else {
            if errno == ENOENT || link(name) != nil { return nil }
            throw Self.fault(whole, "\(path)/\(name): \(String(cString: strerror(errno)))")
        }
        let next = GuardedDirectory("\(path)/\(name)", found)
        try next.check(of: whole)
        return next
    }

    private func link(_ name: String) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlinkat(descriptor, name, &bytes, bytes.count - 1)
        guard length > 0 else { return nil }
        return String(decoding: bytes.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func check(of whole: String) throws {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.fault(whole, String(cString: strerror(errno))) }
        try Self.check(status, path.isEmpty ? "/" : path)
    }

    private static func check(_ status: stat, _ path: String) throws {
        guard status.st_uid == 0 || status.st_uid == geteuid() else {
            let owner = getpwuid(status.st_uid).map { String(cString: $0.pointee.pw_name) } ?? "uid \(status.st_uid)"
            throw DustyError(
                .conflict,
                "\(path) belongs to \(owner), who could put another program in the place of what root is to run",
                hint: "use a directory that is root's, such as /usr/local or /opt/dusty"
            )
        }
        guard status.st_mode & 0o022 == 0 else {
            throw DustyError(
                .conflict,
                "others than root may write to \(path), and so change what root is to run",
                hint: "chmod go-w \(ShellWord.quote(path)), or use another directory"
            )
        }
    }

    private static func fault(_ path: String, _ why: String) -> DustyError {
        DustyError(.failed, "\(path) cannot be used: \(why)", hint: "look at it with: ls -ld \(ShellWord.quote(path))")
    }
}

extension GuardedDirectory {
    /// The bytes of a file; nil when nothing has this name. What is no file, or larger than any of ours, has none.
    func read(_ name: String) throws -> [UInt8]? {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return nil }
            throw Self.fault("\(path)/\(name)", String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.mostBytes else { return [] }
        let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw Self.fault("\(path)/\(name)", String(cString: strerror(errno))) }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: Self.mostBytes + 1)
        var count = 0
        while count < bytes.count {
            let more = bytes[count...].withUnsafeMutableBytes { CLibrary.read(file, $0.baseAddress, $0.count) }
            if more < 0, errno == EINTR { continue }
            guard more >= 0 else { throw Self.fault("\(path)/\(name)", String(cString: strerror(errno))) }
            guard more > 0 else { break }
            count += more
        }
        return Array(bytes.prefix(count))
    }

    /// Refuses a program that others than root could change; false when there is none.
    func holdsProgram(_ name: String) throws -> Bool {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return false }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o111 != 0 else { return false }
        try Self.check(status, "\(path)/\(name)")
        return true
    }

    /// Puts a file there, whole or not at all. Where none is to be replaced, one that is there by then stays, and this throws.
    func write(_ name: String, _ text: String, replacing: Bool) throws {
        let temporary = ".\(name).\(UInt64.random(in: 0...UInt64.max))"
        let file = openat(descriptor, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.fault("\(path)/\(name)", String(cString: strerror(errno))) }
        defer { close(file) }
        do {
            try NewFile(made: fcntl(file, F_DUPFD_CLOEXEC, 0), "\(path)/\(name)").append(Array(text.utf8))
            // On a Mac a new file has the group of its directory.
            let owned = geteuid() != 0 || fchown(file, 0, 0) == 0
            guard owned, fchmod(file, 0o644) == 0, fsync(file) == 0,
                replacing
                    ? renameat(descriptor, temporary, descriptor, name) == 0
                    : linkat(descriptor, temporary, descriptor, name, 0) == 0
            else { throw Self.fault("\(path)/\(name)", String(cString: strerror(errno))) }
        } catch {
            unlinkat(descriptor, temporary, 0)
            throw error
        }
        if !replacing { unlinkat(descriptor, temporary, 0) }
        fsync(descriptor)
    }

    /// Creates a file that root writes and only a group may read, before a program creates it readable by everyone. An existing one keeps its
    /// content. Returns whether anything was done.
    func makeLog(_ name: String, readers group: String) throws -> Bool {
        let flags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        var file = openat(descriptor, name, flags | O_CREAT | O_EXCL, 0o640)
        let isNew = file >= 0
        if !isNew, errno == EEXIST { file = openat(descriptor, name, flags) }
        var status = stat()
        guard file >= 0, fstat(file, &status) == 0 else {
            throw Self.fault("\(path)/\(name)", String(cString: strerror(errno)))
        }
        defer { close(file) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Self.fault("\(path)/\(name)", "it is no plain file") }
        guard isNew || status.st_mode & 0o027 != 0 else { return false }
        let readers = getgrnam(group).map { $0.pointee.gr_gid }
        guard geteuid() != 0 || readers.map({ fchown(file, 0, $0) == 0 }) != false, fchmod(file, 0o640) == 0 else {
            throw Self.fault("\(path)/\(name)", String(cString: strerror(errno)))
        }
        return true
    }

    /// Takes a file away; one that is not there is no fault.
    func remove(_ name: String) throws {
        guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else {
            throw Self.fault("\(path)/\(name)", String(cString: strerror(errno)))
        }
        fsync(descriptor)
    }
}
