import CLibrary
import SystemPackage

/// A file in the making, beside the one it will replace, under a name that only Dusty uses.
///
/// Its maker holds a lock on it. So what a killed daemon left behind can be distinguished from what another one is
/// still writing, and be removed.
enum UnfinishedFile {
    private static let prefix = ".dusty-unfinished-"
    private static let digits = 16
    /// The pattern of these names for rsync.
    static let pattern = "\(prefix)*"
    /// How often a file is made again that another starting daemon removed before it was locked.
    private static let tries = 3

    /// A name that nothing else has.
    static func newName() -> String {
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        return prefix + String(repeating: "0", count: digits - random.count) + random
    }

    /// Whether Dusty, and nothing else, makes files of this name.
    static func isName(_ name: String) -> Bool {
        guard name.hasPrefix(prefix) else { return false }
        let rest = name.dropFirst(prefix.count).utf8
        return rest.count == digits && rest.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// Writes bytes to the disk under a name of their own in a directory, and has `place` give them their name. Owner and mode are those of
    /// `status`, the file whose place is taken; without one, ours and this mode. Throws `Errno`, and leaves nothing behind when it does.
    static func write(
        _ bytes: [UInt8],
        in directory: FileDescriptor,
        like status: FileStatus? = nil,
        orMode mode: mode_t,
        place: (String) throws -> Void
    ) throws {
        for attempt in 1...tries {
            let name = newName()
            do {
                return try write(bytes, name, in: directory, like: status, orMode: mode, place: place)
            } catch Errno.noSuchFileOrDirectory where attempt < tries {
                continue
            }
        }
    }

    private static func write(
        _ bytes: [UInt8],
        _ name: String,
        in directory: FileDescriptor,
        like status: FileStatus?,
        orMode mode: mode_t,
        place: (String) throws -> Void
    ) throws {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = openat(directory.rawValue, name, flags, 0o600)
        guard descriptor >= 0 else { throw Errno(rawValue: errno) }
        let file = FileDescriptor(rawValue: descriptor)
        do {
            // The lock lasts until the file has its final name.
            try file.closeAfter {
                try check(flock(descriptor, LOCK_EX | LOCK_NB))
                try file.writeAll(bytes)
                try give(file, ownerAndModeOf: status, orMode: mode)
                try check(fsync(descriptor))
                try place(name)
            }
        } catch {
            unlinkat(directory.rawValue, name, 0)
            throw error
        }
    }

    private static func give(_ file: FileDescriptor, ownerAndModeOf status: FileStatus?, orMode mode: mode_t) throws {
        guard let status else { return try check(fchmod(file.rawValue, mode)) }
        // The owner first: changing it may clear bits of the mode. Without root the file is ours already, or its owner
        // cannot be kept.
        if status.owner != geteuid() || status.group != getegid() {
            try check(fchown(file.rawValue, status.owner, status.group))
        }
        try check(fchmod(file.rawValue, status.rights))
    }

    /// Removes what killed daemons left in a directory. A file that is being written stays, and so does everything that
    /// is not a plain file of ours.
    static func sweep(_ directory: FileDescriptor) {
        for name in (try? directory.names()) ?? [] where isName(name) {
            guard let file = try? directory.openRegular(name, O_RDONLY) else { continue }
            defer { try? file.close() }
            guard let status = try? file.status(), status.owner == geteuid(), status.links == 1 else { continue }
            if flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 { unlinkat(directory.rawValue, name, 0) }
        }
    }

    private static func check(_ result: Int32) throws {
        if result != 0 { throw Errno(rawValue: errno) }
    }
}
