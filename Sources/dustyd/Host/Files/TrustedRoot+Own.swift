import CLibrary
import DustyCore
import SystemPackage

extension FileStatus {
    /// Whether only the daemon's own user can add or remove anything in this directory.
    var isOwn: Bool { isDirectory && owner == geteuid() && rights & 0o022 == 0 }
}

extension TrustedRoot {
    /// Opens a directory below the root on a path that others cannot change; missing ones are made with this mode, if
    /// one is given. Throws `Errno`, and `.conflict` when a directory on the path is another user's.
    func ownDirectory(_ relative: String, making mode: mode_t? = nil) throws -> FileDescriptor {
        if mode != nil { try AtomicFile.makeDirectories(path) }
        var directory = try FileDescriptor.directory(path)
        var place = path
        for part in try Self.components(relative) {
            let above = directory
            place += "/\(part)"
            directory = try above.closeAfter { try Self.own(part, of: above, at: place, making: mode) }
        }
        return directory
    }

    private static func own(
        _ name: String,
        of above: FileDescriptor,
        at place: String,
        making mode: mode_t?
    ) throws -> FileDescriptor {
        let directory: FileDescriptor
        do {
            directory = try mode.map { try above.makeDirectory(name, mode: $0) } ?? above.directory(name)
        } catch Errno.tooManySymbolicLinkLevels, Errno.notDirectory {
            throw DustyError(.conflict, "\(place) is not a directory", hint: "move it away")
        }
        let isOwn = (try? directory.status().isOwn) ?? false
        guard isOwn else {
            try? directory.close()
            throw DustyError(
                .conflict,
                "others can change \(place), and could redirect what root does in it",
                hint: "give it back to root: chown root: \(place) && chmod 755 \(place)"
            )
        }
        return directory
    }
}
