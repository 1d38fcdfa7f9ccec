import CLibrary
import SystemPackage

/// Paths below a directory whose names are bytes, through no link.
enum BytePath {
    enum Parent {
        case open(FileDescriptor)
        case missing
        /// Something on the path is not a directory, or cannot be entered.
        case other
    }

    /// The parent directory of a path.
    static func parent(of path: [UInt8], below top: FileDescriptor) -> Parent {
        guard var directory = try? top.duplicate() else { return .other }
        for part in path.split(separator: UInt8(ascii: "/")).dropLast() {
            let above = directory
            defer { try? above.close() }
            do { directory = try above.directory(part.terminated) } catch {
                return error as? Errno == .noSuchFileOrDirectory ? .missing : .other
            }
        }
        return .open(directory)
    }

    /// The last component of a path, for the kernel.
    static func name(of path: [UInt8]) -> [CChar] {
        (path.split(separator: UInt8(ascii: "/")).last ?? []).terminated
    }

    /// The directory at a path, or the top itself for an empty one; nil for anything else.
    static func directory(_ path: [UInt8], below top: FileDescriptor) -> FileDescriptor? {
        guard case .open(let parent) = parent(of: path + [UInt8(ascii: "/"), UInt8(ascii: ".")], below: top) else {
            return nil
        }
        return parent
    }

    /// A plain file; nil for anything else. It is opened without waiting for another program.
    static func file(_ name: [CChar], in directory: FileDescriptor) -> FileDescriptor? {
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        // Opening a device may do something.
        guard let status = try? FileStatus(of: name, in: directory), status.isFile else { return nil }
        let opened = openat(directory.rawValue, name, flags)
        guard opened >= 0 else { return nil }
        let file = FileDescriptor(rawValue: opened)
        if (try? file.status())?.isFile == true { return file }
        try? file.close()
        return nil
    }
}
