internal import CHost
import DustyCore
import Glibc
import SystemPackage

/// The clones of repos below a directory: `host/org/name`, at any depth.
///
/// The directories above a clone are root's. What is in one that others can change is not looked at: they could exchange it for a link to
/// anywhere between a look and what is done then.
struct RepoDirectories: Sendable {
    /// How deep a repo may lie.
    private static let depth = 8
    /// Name of the directory of clones that are being removed.
    private static let aside = ".removed"

    let root: String
    /// Where clones are that are being removed.
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
        // A clone in the making begins with a point, and a link leads to what is not ours.
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

    /// Moves a clone out of everybody's reach by one rename, so that what is half removed is never taken for a clone. `number` is that by which
    /// the file system knows the clone that was looked at. Throws `.conflict` when it is not that one any more, or cannot be moved.
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
