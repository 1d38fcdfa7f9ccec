internal import CHost
import CLibrary
import DustyCore
import SystemPackage

/// A directory below which others may put anything, and the only way to open what they put there.
///
/// Nothing outside the directory is ever opened, despite links, renames and races; anything but a regular file is
/// refused; and no call waits for another program, as opening a pipe would.
struct TrustedRoot: Sendable {
    /// What a symbolic link on the way means.
    enum Links: Sendable {
        /// It is refused.
        case refused
        /// It is followed as long as it stays below the root.
        case beneath
    }

    /// The largest file that is read unless another limit is given.
    static let limit = 16 << 20

    /// Absolute path of the directory; the path itself is trusted.
    let path: String
    let links: Links

    init(_ path: String, links: Links = .refused) {
        self.path = path
        self.links = links
    }

    /// Bytes of a regular file; nil when there is none. A file above the limit is refused.
    func read(_ relative: String, limit: Int = TrustedRoot.limit) throws -> [UInt8]? {
        let file: FileDescriptor
        do {
            file = try openRegular(relative)
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            return nil
        } catch Errno.notPermitted {
            throw DustyError(.forbidden, "\(path)/\(relative) is not a regular file", hint: "remove it")
        } catch let error as Errno {
            throw refusal("read", relative, error)
        }
        return try file.closeAfter {
            // A file that grows while it is read ends at the limit too.
            guard try file.status().size <= limit, let bytes = try file.readAll(limit: limit) else {
                throw DustyError(.invalid, "\(path)/\(relative) is larger than \(ByteCount(Int64(limit)))")
            }
            return bytes
        }
    }

    /// Opens something below the root, never waiting; throws `Errno`.
    func open(_ relative: String, _ flags: Int32, mode: mode_t = 0) throws -> FileDescriptor {
        let careful = O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        switch links {
        case .beneath:
            let root = try FileDescriptor.directory(path)
            return try root.closeAfter {
                let opened = chost_open_beneath(root.rawValue, relative, flags | careful, UInt32(mode), true)
                guard opened >= 0 else { throw Errno(rawValue: errno) }
                return FileDescriptor(rawValue: opened)
            }
        case .refused:
            // Component by component, which every kernel supports.
            let (above, name) = try Self.split(relative)
            let directory = try self.directory(above)
            return try directory.closeAfter {
                let opened = openat(directory.rawValue, name, flags | careful | O_NOFOLLOW, mode)
                guard opened >= 0 else { throw Errno(rawValue: errno) }
                return FileDescriptor(rawValue: opened)
            }
        }
    }

    /// Opens a plain file below the root to read it; anything else is `.notPermitted`, and is not opened at all. Throws `Errno`.
    func openRegular(_ relative: String) throws -> FileDescriptor {
        switch links {
        case .beneath:
            let root = try FileDescriptor.directory(path)
            return try root.closeAfter {
                let opened = chost_open_regular_beneath(root.rawValue, relative, O_RDONLY, true)
                guard opened >= 0 else { throw Errno(rawValue: errno) }
                return FileDescriptor(rawValue: opened)
            }
        case .refused:
            let (above, name) = try Self.split(relative)
            let directory = try self.directory(above)
            return try directory.closeAfter { try directory.openRegular(name, O_RDONLY) }
        }
    }

    /// The directory of a path below the root, and its last part.
    static func split(_ relative: String) throws -> (above: String, name: String) {
        var parts = try components(relative)
        guard let name = parts.popLast() else { return ("", ".") }
        return (parts.joined(separator: "/"), name)
    }

    /// The components of a path below the root, which must not climb.
    static func components(_ relative: String) throws -> [String] {
        let parts = relative.parts(at: "/").filter { $0 != "." }
        guard !parts.contains(".."), !relative.utf8.contains(0) else { throw Errno.invalidArgument }
        return parts
    }

    /// Why something below the root could not be opened.
    func refusal(_ verb: String, _ relative: String, _ error: Errno) -> DustyError {
        switch error {
        case .improperLink, .tooManySymbolicLinkLevels:
            DustyError(
                .forbidden,
                "\(path)/\(relative) is or leads through a symbolic link",
                hint: "replace the link with what it should be"
            )
        case .noSpace: DustyError(.failed, "cannot \(verb) \(path)/\(relative): \(error)", hint: "free disk space")
        default: DustyError(.failed, "cannot \(verb) \(path)/\(relative): \(error)")
        }
    }
}
