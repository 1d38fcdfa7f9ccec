import DustyCore
import Glibc
import SystemPackage

/// What a directory holds, without a look into any file: enough to say whether it is as it was, and which files may have another content
/// although their size and time are the same.
struct SourceLook: Sendable {
    /// What does not count: it is never copied, or made by running the code.
    private static let ignored: [[UInt8]] = [".git", "__pycache__"].map { Array($0.utf8) }

    /// A number for all of it: path, mode and identity of everything, size and times of files and links.
    private(set) var state: UInt64 = 0
    /// The regular files.
    private(set) var files = PathListing()
    /// A number for each file's identity and its time of change, which nobody can set: another number, and its content may be another one.
    /// 0 for a file that was changed so lately that it may change once more without another time.
    private(set) var marks: [UInt32] = []
    /// Whether there is no such file.
    private(set) var isSettled = true

    /// Looks at everything below a directory, through no link.
    init(at directory: String) throws {
        let root = try FileDescriptor.directory(directory)
        try root.closeAfter {
            let now = Self.now
            var waiting: [[UInt8]] = [[]]
            while let below = waiting.popLast() {
                try look(into: below, of: root, now: now) { waiting.append($0) }
            }
        }
    }

    private mutating func look(
        into below: [UInt8],
        of root: FileDescriptor,
        now: Int,
        _ found: ([UInt8]) -> Void
    ) throws {
        guard let listing = try Self.open(below, of: root) else { return }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            var status = stat()
            let name: [UInt8]? = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                    // Somebody works there: what has gone since is not there.
                    guard fstatat(dirfd(listing), name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
                    return Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
                }
            }
            guard let name, name != [UInt8(ascii: ".")], name != Array("..".utf8), !Self.ignored.contains(name)
            else { continue }
            let path = below + name
            if status.st_mode & S_IFMT == S_IFDIR { found(path + [UInt8(ascii: "/")]) }
            add(path, status, now: now)
        }
    }

    private static func open(_ below: [UInt8], of root: FileDescriptor) throws -> OpaquePointer? {
        let path = (below.isEmpty ? [UInt8(ascii: ".")] : below).map { CChar(bitPattern: $0) } + [0]
        let opened = openat(root.rawValue, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw Errno(rawValue: errno)
        }
        guard let listing = fdopendir(opened) else {
            let error = errno
            close(opened)
            throw Errno(rawValue: error)
        }
        return listing
    }

    private mutating func add(_ path: [UInt8], _ status: stat, now: Int) {
        var number = StableHash()
        number.add(path)
        number.add(UInt64(status.st_mode))
        switch status.st_mode & S_IFMT {
        case S_IFDIR: break
        case S_IFREG, S_IFLNK:
            for field in [status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec] { number.add(UInt64(field)) }
            let mark = Self.mark(status, now: now)
            number.add(UInt64(status.st_ino))
            number.add(UInt64(status.st_ctim.tv_sec))
            number.add(UInt64(status.st_ctim.tv_nsec))
            if status.st_mode & S_IFMT == S_IFREG {
                files.append(path)
                marks.append(mark)
            }
            isSettled = isSettled && mark != 0
        // Devices, pipes and sockets are not copied.
        default: return
        }
        // In any order the sum is the same, so that nothing has to be sorted.
        state &+= number.value
    }

    private static func mark(_ status: stat, now: Int) -> UInt32 {
        let time = status.st_ctim
        // The kernel's clock has ticks of at most 10 ms; a file system without parts of a second may count in twos.
        let tick = time.tv_nsec == 0 ? 2_000_000_000 : 20_000_000
        guard now - (time.tv_sec * 1_000_000_000 + time.tv_nsec) > tick else { return 0 }
        var number = StableHash()
        for field in [UInt64(status.st_ino), UInt64(time.tv_sec), UInt64(time.tv_nsec)] { number.add(field) }
        return max(1, UInt32(truncatingIfNeeded: number.value))
    }

    private static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

/// A number for some values, the same in every run of the program. It tells apart what differs by chance, not what was made to look alike.
struct StableHash: Sendable {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        add(0)
    }

    mutating func add(_ number: UInt64) {
        var mixed = value &+ number &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        value = mixed ^ (mixed >> 31)
    }
}
