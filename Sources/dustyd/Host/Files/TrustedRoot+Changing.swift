import CLibrary
import DustyCore
import SystemPackage

extension TrustedRoot {
    /// How often something is tried that others undo meanwhile.
    private static let tries = 16

    /// Opens a directory below the root, or the root itself for an empty path; throws `Errno`. With `making`, missing
    /// directories are made with this mode; anything in the way, such as a link, is replaced when `replacing` is set.
    func directory(
        _ relative: String,
        making mode: mode_t? = nil,
        replacing: Bool = false
    ) throws -> FileDescriptor {
        if mode != nil {
            // The tree around the roots is closed to other users.
            try AtomicFile.makeDirectories(AtomicFile.parent(of: path), mode: 0o700)
            try AtomicFile.makeDirectories(path)
        }
        var directory = try FileDescriptor.directory(path)
        for part in try Self.components(relative) {
            let above = directory
            directory = try above.closeAfter {
                try Self.step(into: part, of: above, making: mode, replacing: replacing)
            }
        }
        return directory
    }

    /// Replaces a file atomically, making the directories above it. Whatever is in the way is replaced.
    func write(_ relative: String, _ bytes: [UInt8], mode: mode_t = 0o644) throws {
        do {
            let (above, name) = try Self.split(relative)
            let directory = try self.directory(above, making: 0o755, replacing: true)
            try directory.closeAfter {
                try UnfinishedFile.write(bytes, in: directory, orMode: mode) { unfinished in
                    try Self.rename(unfinished, to: name, in: directory)
                }
                fsync(directory.rawValue)
            }
        } catch let error as Errno {
            throw refusal("write", relative, error)
        }
    }

    /// Removes a file, or a directory with all that is in it, following no link and entering no other file system; nothing happens when
    /// there is none.
    func remove(_ relative: String) throws {
        do {
            let (above, name) = try Self.split(relative)
            let directory = try self.directory(above)
            try directory.closeAfter { try Self.remove(name, in: directory) }
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            return
        } catch let error as Errno {
            throw refusal("remove", relative, error)
        }
    }

    private static func step(
        into name: String,
        of directory: FileDescriptor,
        making mode: mode_t?,
        replacing: Bool
    ) throws -> FileDescriptor {
        for _ in 1..<tries {
            do {
                guard let mode else { return try directory.directory(name) }
                return try directory.makeDirectory(name, mode: mode)
            } catch let error as Errno where replacing && [.tooManySymbolicLinkLevels, .notDirectory].contains(error) {
                unlinkat(directory.rawValue, name, 0)
            }
        }
        return try directory.directory(name)
    }

    private static func rename(_ unfinished: String, to name: String, in directory: FileDescriptor) throws {
        for _ in 1...tries {
            if renameat(directory.rawValue, unfinished, directory.rawValue, name) == 0 { return }
            let error = Errno(rawValue: errno)
            guard error == .isDirectory else { throw error }
            try remove(name, in: directory)
        }
        throw Errno.isDirectory
    }
}

extension TrustedRoot {
    /// How deep a tree is walked. Anything deeper is moved up first, because every level takes a descriptor.
    private static let depth = 100

    /// Removes an entry of a directory with all that is in it; throws `Errno`.
    static func remove(_ name: String, in directory: FileDescriptor) throws {
        let device = try directory.status().device
        // What is moved up meanwhile is in the same directory, under names of ours.
        var waiting = [name]
        while let next = waiting.popLast() {
            try remove(next, of: directory, device, depth: depth) { deep, above in
                let other = UnfinishedFile.newName()
                guard renameat(above.rawValue, deep, directory.rawValue, other) == 0 else {
                    throw Errno(rawValue: errno)
                }
                waiting.append(other)
            }
        }
    }

    private static func remove(
        _ name: String,
        of directory: FileDescriptor,
        _ device: UInt64,
        depth: Int,
        moveUp: (String, FileDescriptor) throws -> Void
    ) throws {
        if unlinkat(directory.rawValue, name, 0) == 0 || errno == ENOENT { return }
        let error = Errno(rawValue: errno)
        guard error == .isDirectory || error == .notPermitted else { throw error }
        guard depth > 0 else { return try moveUp(name, directory) }
        // What has become a link or a file is refused here, and removed next time.
        let inner = try directory.directory(name)
        try inner.closeAfter {
            guard try inner.status().device == device else { throw Errno.resourceBusy }
            for entry in try inner.names() {
                try remove(entry, of: inner, device, depth: depth - 1, moveUp: moveUp)
            }
        }
        guard unlinkat(directory.rawValue, name, AT_REMOVEDIR) == 0 || errno == ENOENT else {
            throw Errno(rawValue: errno)
        }
    }
}
