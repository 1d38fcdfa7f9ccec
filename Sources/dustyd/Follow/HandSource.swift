import CLibrary
import SystemPackage

/// The present state of a path of a repo: nothing, a link, or a plain file that is open.
struct HandSource: Sendable {
    enum Kind: Sendable, Equatable {
        case gone
        case link([UInt8])
        case file(FileDescriptor)
    }

    let path: [UInt8]
    let kind: Kind
    /// Its status when it was opened; nil for nothing.
    let status: FileStatus?

    var isGone: Bool { kind == .gone }

    /// Opens a path through no link; nil for anything but a file or a link, and for what is too large or cannot be
    /// read.
    init?(_ path: [UInt8], below top: FileDescriptor) {
        self.path = path
        let parent: FileDescriptor
        switch BytePath.parent(of: path, below: top) {
        case .open(let directory): parent = directory
        case .missing:
            (kind, status) = (.gone, nil)
            return
        case .other: return nil
        }
        defer { try? parent.close() }
        let name = BytePath.name(of: path)
        guard let found = try? FileStatus(of: name, in: parent) else {
            // Nothing, rather than something that cannot be inspected.
            guard faccessat(parent.rawValue, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0, errno == ENOENT else { return nil }
            (kind, status) = (.gone, nil)
            return
        }
        if found.isLink {
            guard let target = parent.linkTarget(name) else { return nil }
            (kind, status) = (.link(target), found)
            return
        }
        guard found.isFile, found.size <= LocalHand.size else { return nil }
        // By now it may have become something else, such as a pipe.
        let opened = openat(parent.rawValue, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard opened >= 0 else { return nil }
        let file = FileDescriptor(rawValue: opened)
        guard let status = try? file.status(), status.isFile, status.size <= LocalHand.size else {
            try? file.close()
            return nil
        }
        (kind, self.status) = (.file(file), status)
    }

    func close() {
        if case .file(let file) = kind { try? file.close() }
    }
}
