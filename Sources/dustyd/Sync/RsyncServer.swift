import CLibrary
import DustyCore
import SystemPackage

/// The receiving half of rsync, as root where containers may write meanwhile: the copy's directory is its root
/// directory, so that no link can redirect it, whenever that appears.
///
/// Every rsync can do that to itself in its daemon's protocol, which needs no network: here the two halves talk through
/// a pipe or ssh.
enum RsyncServer {
    /// The directory's name for the client.
    static let module = "::copy/"

    /// Serves the working directory. Has no single quotes, because rsync itself splits the line of which this becomes a
    /// word.
    static let confined = Script(PackageResources.rsync_serve_sh)
    /// The line that serves a directory of this host which is open here, as rsync splits it.
    static func shell(_ directory: FileDescriptor) throws -> String {
        let status = try directory.status()
        return shell(directory.path, device: status.device, number: status.number, isMac: Platform.isMac)
    }

    /// The same for a path. On Linux that is the directory itself; on a Mac another one may have the path by now, which is refused.
    static func shell(_ path: String, device: UInt64, number: UInt64, isMac: Bool) -> String {
        let check = isMac ? "[ \"$(/usr/bin/stat -f %d:%i .)\" = \"$1\" ] || exit 9\n" : ""
        let line = "sh -c 'cd \"$0\" || exit 9\n\(check)\(confined.text)' \(word(path))"
        return isMac ? "\(line) \(Int32(truncatingIfNeeded: device)):\(number)" : line
    }

    /// A word that rsync takes as it is: where it has other signs, within single quotes, of which two mean one.
    static func word(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy {
            "/._-+:".utf8.contains($0) || ($0 < 0x80 && Character(UnicodeScalar($0)).isLetter)
                || (0x30...0x39).contains($0)
        }
        return isPlain ? text : "'" + text.parts(at: "'", keepingEmpty: true).joined(separator: "''") + "'"
    }

    /// Enters a directory, through no link.
    static let entering = Script(PackageResources.enter_sh)
    /// What `ssh` starts for a client that copies to a directory there: as root confined to it, else with the user's own rights.
    static let far = Script(PackageResources.enter_sh, PackageResources.rsync_user_sh, PackageResources.rsync_serve_sh)
    /// Names in a directory there; fails when it is not there.
    static let listing = Script(PackageResources.enter_sh, PackageResources.list_sh)
}

/// A directory of a machine's tree.
struct MachinePlace: Sendable, Equatable {
    /// The directory that no container can replace.
    var trusted: String
    /// The path below it; containers may have replaced any part of it.
    var relative: String

    /// A path below the root of a tree; nil for any other.
    init?(_ path: String, root: String) {
        let root = root.hasSuffix("/") ? root : root + "/"
        let parts = path.hasPrefix(root) ? path.dropFirst(root.count).parts(at: "/") : []
        guard let first = parts.first, !parts.contains(".."), !parts.contains(".") else { return nil }
        trusted = root + first
        relative = parts.dropFirst().joined(separator: "/")
    }

    /// Throws for a path that is not below the root of a tree.
    static func below(_ root: String, _ path: String) throws -> MachinePlace {
        if let place = MachinePlace(path, root: root) { return place }
        throw DustyError(.internal, "\(path) is not below \(root)")
    }
}
