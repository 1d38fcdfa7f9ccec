internal import CHost
import CLibrary
import DustyCore
import SystemPackage

/// Puts files of containers into a repo, on a thread with the rights of the repo's user.
struct BackWriter {
    /// A file or link of the copy, open.
    struct Item: Sendable {
        let found: CopyWalk.Found
        let content: ConflictStore.Content
        let status: FileStatus

        func close() {
            if case .file(let file) = content { try? file.close() }
        }
    }

    /// What became of one.
    enum Verdict: Sendable {
        /// It is in the repo now, like this; the directories were made for it.
        case brought(FileStatus, made: [[UInt8]: FileStatus])
        /// The repo has the same.
        case equal
        /// The repo has another version that is the user's.
        case conflict
        /// It stays, and so does what the repo has.
        case held
        /// It is being written.
        case unfinished
        /// It stays in the copy.
        case refused(String)
    }

    let top: FileDescriptor
    /// Files that git tracks although they are ignored.
    let tracked: Set<[UInt8]>

    func settle(_ item: Item) -> Verdict {
        do { return try decide(item) } catch let error as Errno {
            return .refused("\(error)")
        } catch {
            return .refused("\(error)")
        }
    }

    private func decide(_ item: Item) throws -> Verdict {
        let path = item.found.path
        if liesInRepo(path) { return .refused("in what git would take for a repo") }
        let parent: FileDescriptor
        var made: [[UInt8]: FileStatus] = [:]
        switch BytePath.parent(of: path, below: top) {
        case .open(let directory): parent = directory
        case .other: return .conflict
        case .missing:
            guard item.found.copied == nil else { return .conflict }
            if let reason = reason(against: item) { return .refused(reason) }
            guard let directory = try makeDirectories(above: path, &made) else { return .conflict }
            parent = directory
        }
        return try parent.closeAfter {
            let name = BytePath.name(of: path)
            let there = try FileStatus(of: name, in: parent)
            let now = there.map { FilePrint($0, of: name, in: parent) }
            if now == item.found.print { return .equal }
            guard let there, let now else {
                guard item.found.copied == nil else { return .conflict }
                if let reason = reason(against: item) { return .refused(reason) }
                return try put(item, name, in: parent, over: nil, made)
            }
            guard now == item.found.copied else { return .conflict }
            if item.found.isIgnored, !tracked.contains(path) { return .held }
            // The copy's file system stores times in whole seconds.
            if !there.isLink, item.status.nanoseconds == 0, there.nanoseconds != 0, there.size == item.status.size,
                there.seconds == item.status.seconds
            {
                return .held
            }
            // After a loss of power, files that were copied shortly before may be empty.
            if there.isFile, there.size > 0, case .file = item.content, item.status.size == 0 { return .conflict }
            if let reason = reason(against: item) { return .refused(reason) }
            return try put(item, name, in: parent, over: there, made)
        }
    }

    /// Whether a directory on the path is one that git would treat as a repo, running the programs that it names.
    private func liesInRepo(_ path: [UInt8]) -> Bool {
        var ways: [[UInt8]] = [[]]
        for slash in path.indices where path[slash] == UInt8(ascii: "/") { ways.append(Array(path[..<slash])) }
        return ways.contains { way in
            guard let directory = BytePath.directory(way, below: top) else { return false }
            defer { try? directory.close() }
            func status(_ name: String) -> FileStatus? { (try? FileStatus(of: name, in: directory)) ?? nil }
            guard let head = status("HEAD"), !head.isDirectory else { return false }
            return status("commondir") != nil || status("objects") != nil && status("refs") != nil
        }
    }

    private func reason(against item: Item) -> String? {
        switch item.content {
        case .link(let target):
            CopyWalk.isInside(target, of: item.found.path, below: top) ? nil : "a link that leads out of the repo"
        case .file: item.status.size > BackCollector.size ? "larger than \(ByteCount(Int64(BackCollector.size)))" : nil
        }
    }

    /// The parent directory of a path; nil when something else is on the path by now.
    private func makeDirectories(above path: [UInt8], _ made: inout [[UInt8]: FileStatus]) throws -> FileDescriptor? {
        var directory = try top.duplicate()
        var way: [UInt8] = []
        for part in path.split(separator: UInt8(ascii: "/")).dropLast() {
            let above = directory
            defer { try? above.close() }
            way += (way.isEmpty ? [] : [UInt8(ascii: "/")]) + part
            let isNew = mkdirat(above.rawValue, part.terminated, 0o700) == 0
            guard isNew || errno == EEXIST else { throw Errno(rawValue: errno) }
            guard let next = try? above.directory(part.terminated) else { return nil }
            directory = next
            guard isNew else { continue }
            fchmod(next.rawValue, try above.status().rights & 0o777 | 0o700)
            made[way] = try next.status()
        }
        return directory
    }

    /// Makes it under a temporary name and renames it into place, unless the place has changed.
    private func put(
        _ item: Item,
        _ name: [CChar],
        in parent: FileDescriptor,
        over there: FileStatus?,
        _ made: [[UInt8]: FileStatus]
    ) throws -> Verdict {
        let unfinished = UnfinishedFile.newName()
        var number: UInt64?
        defer {
            // Only what was made here: a file of the user's could not be restored.
            if let number, (try? FileStatus(of: unfinished, in: parent))??.number == number {
                unlinkat(parent.rawValue, unfinished, 0)
            }
        }
        switch item.content {
        case .link(let target): try Self.check(symlinkat(target.terminated, parent.rawValue, unfinished))
        case .file(let file):
            let isWhole = try copy(file, of: item, to: unfinished, in: parent, like: there)
            number = try FileStatus(of: unfinished, in: parent)?.number
            guard isWhole else { return .unfinished }
        }
        number = try FileStatus(of: unfinished, in: parent)?.number
        try parent.setTime(of: unfinished, to: item.status)
        let isPlaced =
            try there.map { try exchange(unfinished, name, in: parent, $0) } ?? move(unfinished, name, in: parent)
        guard isPlaced, let status = try FileStatus(of: name, in: parent) else { return .conflict }
        return .brought(status, made: made)
    }

    /// Copies a file that a container may be writing; false when it was.
    private func copy(
        _ file: FileDescriptor,
        of item: Item,
        to name: String,
        in parent: FileDescriptor,
        like there: FileStatus?
    ) throws -> Bool {
        let opened = openat(parent.rawValue, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw Errno(rawValue: errno) }
        let made = FileDescriptor(rawValue: opened)
        var isWhole = false
        // Nothing stays on a full disk.
        defer { if !isWhole { unlinkat(parent.rawValue, name, 0) } }
        isWhole = try made.closeAfter {
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            var offset = 0
            while offset <= item.status.size {
                let count = try chunk.withUnsafeMutableBytes {
                    try file.read(fromAbsoluteOffset: Int64(offset), into: $0)
                }
                if count == 0 { break }
                try made.writeAll(chunk[..<count])
                offset += count
            }
            guard offset == item.status.size, try FilePrint(file.status()) == item.found.print else { return false }
            // Others get the access to the file that they have to its directory. For an existing file only the execute
            // bits change.
            var rights = try parent.status().rights & 0o666 | S_IRUSR | S_IWUSR
            if let there, there.isFile { rights = there.rights & 0o666 }
            if item.status.rights & S_IXUSR != 0 { rights |= (rights & 0o444) >> 2 }
            try Self.check(fchmod(opened, rights))
            return true
        }
        return isWhole
    }

    private func move(_ unfinished: String, _ name: [CChar], in parent: FileDescriptor) throws -> Bool {
        let code = chost_move(parent.rawValue, unfinished, parent.rawValue, name)
        if code == EEXIST { return false }
        guard Self.cannot(code) else { return try Self.check(code: code) }
        // A second name, which never replaces another, will do.
        if linkat(parent.rawValue, unfinished, parent.rawValue, name, 0) == 0 { return true }
        if errno == EEXIST { return false }
        throw Errno(rawValue: errno)
    }

    private func exchange(
        _ unfinished: String,
        _ name: [CChar],
        in parent: FileDescriptor,
        _ there: FileStatus
    ) throws -> Bool {
        let code = chost_exchange(parent.rawValue, unfinished, parent.rawValue, name)
        guard !Self.cannot(code) else {
            guard try Self.isSame(FileStatus(of: name, in: parent), there) else { return false }
            try Self.check(renameat(parent.rawValue, unfinished, parent.rawValue, name))
            return true
        }
        if code == ENOENT { return false }
        _ = try Self.check(code: code)
        if try Self.isSame(FileStatus(of: unfinished, in: parent), there), !isWritten(unfinished, in: parent) {
            unlinkat(parent.rawValue, unfinished, 0)
            return true
        }
        // The user was faster.
        _ = try Self.check(code: chost_exchange(parent.rawValue, unfinished, parent.rawValue, name))
        return false
    }

    /// Whether a program has a file open for writing that no other can open by now.
    private func isWritten(_ name: String, in parent: FileDescriptor) -> Bool {
        guard let file = try? parent.openRegular(name, O_RDONLY) else { return false }
        defer { try? file.close() }
        return chost_lease(file.rawValue, chost_lease_unwritten) == EAGAIN
    }

    private static func isSame(_ one: FileStatus?, _ other: FileStatus) -> Bool {
        one.map {
            ($0.number, $0.size, $0.seconds, $0.nanoseconds) == (
                other.number, other.size, other.seconds, other.nanoseconds
            )
        }
            ?? false
    }

    private static func cannot(_ code: Int32) -> Bool { code == EINVAL || code == ENOSYS }

    private static func check(_ result: Int32) throws {
        guard result == 0 else { throw Errno(rawValue: errno) }
    }

    private static func check(code: Int32) throws -> Bool {
        guard code == 0 else { throw Errno(rawValue: code) }
        return true
    }
}
