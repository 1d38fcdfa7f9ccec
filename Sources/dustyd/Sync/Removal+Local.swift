import CLibrary
import DustyCore
import SystemPackage

extension Removal {
    /// Deletes in a directory that is open, by descriptors and through no link; returns how many entries were deleted.
    /// What has become something else stays, and so does a directory that is not empty.
    func carryOut(in copy: FileDescriptor) throws -> Int {
        var count = 0
        for group in groups {
            guard let parent = try Self.open(group.parent, below: copy) else { continue }
            try parent.closeAfter {
                for name in group.files { count += try Self.delete(name, of: parent, flags: 0) }
                for name in group.directories { count += try Self.delete(name, of: parent, flags: AT_REMOVEDIR) }
            }
        }
        return count
    }

    /// The directory at a path; nil when there is none, or something else on the path.
    private static func open(_ path: [UInt8], below copy: FileDescriptor) throws -> FileDescriptor? {
        var directory = try copy.duplicate()
        for name in path.split(separator: UInt8(ascii: "/")) {
            let above = directory
            let next = try above.closeAfter { () throws -> FileDescriptor? in
                do { return try above.directory(name.terminated) } catch let error as Errno
                    where other.contains(error) || error == .noSuchFileOrDirectory
                { return nil }
            }
            guard let next else { return nil }
            directory = next
        }
        return directory
    }

    private static func delete(_ name: [UInt8], of directory: FileDescriptor, flags: Int32) throws -> Int {
        if unlinkat(directory.rawValue, name.terminated, flags) == 0 { return 1 }
        let error = Errno(rawValue: errno)
        // Linux reports that a directory is one, other kernels that the call is not permitted.
        let stays =
            other.contains(error) || [.noSuchFileOrDirectory, .directoryNotEmpty, .resourceBusy].contains(error)
        guard stays else { throw error }
        return 0
    }

    /// The kernel's error for an entry of another kind than expected.
    private static let other: Set<Errno> = [.notDirectory, .isDirectory, .tooManySymbolicLinkLevels]
}
