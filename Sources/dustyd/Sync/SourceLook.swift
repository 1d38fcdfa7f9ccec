import CLibrary
import DustyCore
import Essentials
import SystemPackage

/// The state of a directory, without reading any file: enough to say whether it is unchanged, and which files may have
/// another content although their size and time are the same.
struct SourceLook: Sendable {
    /// Entries that do not count.
    static let ignored = TransferResult.uncounted

    /// Whether an entry of this name does not count: it is one of these, or an unfinished file of ours.
    static func isIgnored(_ name: [UInt8]) -> Bool { ignored.contains(name) || UnfinishedFile.isName(name) }

    /// A fingerprint of all of it: path, mode and identity of everything, size and times of files and links.
    private(set) var state: UInt64 = 0
    /// The regular files and the links.
    private(set) var files = PathListing()
    /// The state of each for both sides.
    private(set) var prints: [FilePrint] = []
    /// A number for the identity of each and its ctime, which no program can set: with another number its content may
    /// differ. 0 for a file that was changed so recently that it may change again without another time.
    private(set) var marks: [UInt32] = []
    /// Whether there is no such file.
    private(set) var isSettled = true
    /// What is not in it because it does not travel.
    private(set) var exclusions = Exclusions()

    /// The states of some files and links.
    func prints(of paths: [[UInt8]]) -> [[UInt8]: FilePrint] {
        let wanted = Set(paths)
        guard !wanted.isEmpty else { return [:] }
        return Dictionary(
            zip(files, prints).lazy.map { (Array($0), $1) }.filter { wanted.contains($0.0) }
        ) { first, _ in first }
    }

    /// Looks at everything below a directory, through no link, but for what these lines and the directory's own `.dustyignore` exclude; without
    /// lines at all of it.
    init(at directory: String, excluding lines: [String]? = nil) throws {
        let root = try FileDescriptor.directory(directory)
        try root.closeAfter {
            let now = Self.now
            if let lines { exclusions = Exclusions(lines, below: root) }
            var waiting: [[UInt8]] = [[]]
            while !waiting.isEmpty {
                var deeper: [[UInt8]] = []
                for below in waiting { try look(into: below, of: root, now: now) { deeper.append($0) } }
                if exclusions.takesGit {
                    deeper.sort { Exclusions.isBefore(Array($0.dropLast()), Array($1.dropLast())) }
                }
                waiting = deeper
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
        exclusions.learn(FileDescriptor(rawValue: dirfd(listing)), at: Array(below.dropLast()))
        while let entry = readdir(listing) {
            let directory = FileDescriptor(rawValue: dirfd(listing))
            let (name, status): ([UInt8], FileStatus?) = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                    let bytes = Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
                    // Users work there: files may have disappeared.
                    return (bytes, try? FileStatus(of: name, in: directory))
                }
            }
            guard let status, !Self.isIgnored(name) else { continue }
            let path = below + name
            if exclusions.excludes(path, isDirectory: status.isDirectory) { continue }
            if status.isDirectory { found(path + [UInt8(ascii: "/")]) }
            add(path, status, FilePrint(status, of: name.terminated, in: directory), now: now)
        }
    }

    private static func open(_ below: [UInt8], of root: FileDescriptor) throws -> Platform.OpenDirectory? {
        let path = (below.isEmpty ? [UInt8(ascii: ".")] : below).terminated
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

    private mutating func add(_ path: [UInt8], _ status: FileStatus, _ print: FilePrint, now: Int) {
        // Devices, pipes and sockets are not copied.
        guard status.isDirectory || status.isFile || status.isLink else { return }
        var number = StableHash()
        number.add(path)
        number.add(UInt64(status.mode))
        if !status.isDirectory {
            let mark = Self.mark(status, now: now)
            for field in [
                status.size, status.seconds, status.nanoseconds, status.touchedSeconds, status.touchedNanoseconds,
            ] { number.add(UInt64(bitPattern: Int64(field))) }
            number.add(status.number)
            files.append(path)
            marks.append(mark)
            prints.append(print)
            isSettled = isSettled && mark != 0
        }
        // In any order the sum is the same, so that nothing has to be sorted.
        state &+= number.value
    }

    private static func mark(_ status: FileStatus, now: Int) -> UInt32 {
        let (seconds, nanoseconds) = (status.touchedSeconds, status.touchedNanoseconds)
        // The kernel's clock has ticks of at most 10 ms; a file system without fractions of a second may count in steps
        // of two.
        let tick = nanoseconds == 0 ? 2_000_000_000 : 20_000_000
        guard now - (seconds * 1_000_000_000 + nanoseconds) > tick else { return 0 }
        var number = StableHash()
        number.add(status.number)
        number.add(UInt64(bitPattern: Int64(seconds)))
        number.add(UInt64(bitPattern: Int64(nanoseconds)))
        return max(1, UInt32(truncatingIfNeeded: number.value))
    }

    private static var now: Int {
        Int(Date().timeIntervalSince1970 * 1_000_000_000)
    }
}
