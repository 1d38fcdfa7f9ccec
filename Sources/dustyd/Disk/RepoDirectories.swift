internal import CHost
import CLibrary
import DustyCore
import SystemPackage

/// The clones of repos below a directory: `host/org/name`, at any depth.
///
/// The directories above a clone are root's. Directories that others can change are skipped: their entries could be
/// replaced by links at any moment.
struct RepoDirectories: Sendable {
    /// How deep a repo may be.
    private static let depth = 8
    /// Name of the directory for clones that are being removed.
    private static let aside = ".removed"

    let root: String
    /// The directory for clones that are being removed.
    var removed: String { "\(root)/\(Self.aside)" }

    /// Paths of clones below the root, sorted.
    func found() -> [String] {
        var clones: [String] = []
        guard let top = try? FileDescriptor.directory(root) else { return [] }
        try? top.closeAfter { search(top, "", Self.depth, &clones) }
        return clones.sorted()
    }

    private func search(_ directory: FileDescriptor, _ path: String, _ depth: Int, _ clones: inout [String]) {
        guard depth > 0, let names = try? directory.names() else { return }
        // A clone in the making begins with a dot, and a link leads to something that is not ours.
        for name in names where !name.hasPrefix(".") {
            guard let inner = try? directory.directory(name) else { continue }
            let below = path.isEmpty ? name : "\(path)/\(name)"
            try? inner.closeAfter {
                if try inner.status(of: ".git") != nil {
                    clones.append(below)
                } else if try inner.status().isOwn {
                    search(inner, below, depth - 1, &clones)
                }
            }
        }
    }

    /// Moves a clone out of reach by one rename, so that a half-removed one is never mistaken for a clone. `number` is
    /// the inode number of the inspected clone. Throws `.conflict` when it has been replaced, or cannot be moved.
    func setAside(_ clone: String, number: UInt64) throws {
        do {
            let (above, name) = try TrustedRoot.split(clone)
            let parent = try TrustedRoot(root).ownDirectory(above)
            try parent.closeAfter {
                let removed = try TrustedRoot(root).ownDirectory(Self.aside, making: 0o700)
                try removed.closeAfter { try Self.move(name, number, of: parent, to: removed) }
            }
        } catch let error as Errno {
            throw DustyError(.conflict, "cannot be moved: \(error)")
        }
    }

    private static func move(
        _ name: String,
        _ number: UInt64,
        of parent: FileDescriptor,
        to removed: FileDescriptor
    ) throws {
        let changed = DustyError(.conflict, "changed while it was looked at")
        let other = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        guard let status = try parent.status(of: name), status.isDirectory, status.number == number else {
            throw changed
        }
        let code = chost_move(parent.rawValue, name, removed.rawValue, other)
        guard code == 0 else { throw Errno(rawValue: code) }
        guard try removed.status(of: other)?.number == number else {
            _ = chost_move(removed.rawValue, other, parent.rawValue, name)
            throw changed
        }
    }
}
