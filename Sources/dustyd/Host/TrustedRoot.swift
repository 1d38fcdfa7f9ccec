internal import CHost
import DustyCore
import Glibc
import SystemPackage

/// A directory below which others may put anything, and the only way to open what they put there.
///
/// Nothing that is opened lies outside the directory, whatever links, renames or races say; what is not a regular file is refused; and no
/// call waits for somebody else, as opening a pipe would.
struct TrustedRoot: Sendable {
    /// What a symbolic link on the way means.
    enum Links: Sendable {
        /// It is refused.
        case refused
        /// It is followed as long as it stays below the root.
        case beneath
    }

    /// Absolute path of the directory; the path itself is trusted.
    let path: String
    let links: Links

    init(_ path: String, links: Links = .refused) {
        self.path = path
        self.links = links
    }

    /// Bytes of a regular file; nil when there is none. A file above the limit is refused.
    func read(_ relative: String, limit: Int = 16 << 20) throws -> [UInt8]? {
        let file: FileDescriptor
        do {
            file = try open(relative, O_RDONLY)
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            return nil
        } catch let error as Errno {
            throw refusal(relative, error)
        }
        return try file.closeAfter {
            let status = try Self.status(of: file)
            guard status.st_mode & S_IFMT == S_IFREG else {
                throw DustyError(.forbidden, "\(path)/\(relative) is not a regular file", hint: "remove it")
            }
            // What grows while it is read, as `/dev/zero` would, ends at the limit as well.
            guard let bytes = try file.readAll(limit: limit) else {
                throw DustyError(.invalid, "\(path)/\(relative) is larger than \(ByteCount(Int64(limit)))")
            }
            return bytes
        }
    }

    /// Opens what is below the root, never waiting; throws `Errno`.
    func open(_ relative: String, _ flags: Int32, mode: mode_t = 0) throws -> FileDescriptor {
        let root = try FileDescriptor.open(FilePath(path), .readOnly, options: [.directory, .closeOnExec])
        return try root.closeAfter {
            let opened = chost_open_beneath(
                root.rawValue,
                relative,
                flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
                mode,
                links == .beneath
            )
            guard opened >= 0 else { throw Errno(rawValue: errno) }
            return FileDescriptor(rawValue: opened)
        }
    }

    private static func status(of file: FileDescriptor) throws -> stat {
        var status = stat()
        guard fstat(file.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
        return status
    }

    private func refusal(_ relative: String, _ error: Errno) -> DustyError {
        switch error {
        case .improperLink, .tooManySymbolicLinkLevels:
            DustyError(
                .forbidden,
                "\(path)/\(relative) is or leads through a symbolic link",
                hint: "replace the link by a file"
            )
        default: DustyError(.failed, "cannot read \(path)/\(relative): \(error)")
        }
    }
}
