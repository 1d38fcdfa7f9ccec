import CLibrary
import DustyCore
import Essentials
import SystemPackage

/// The `/persist` of this host, and the place beside it where restores are prepared, which no container can reach.
struct PersistTree: Sendable {
    /// Where older versions prepared restores when `/persist` is a separate file system. Containers reach it: nothing
    /// is done there.
    static let inside = ".dusty-restores"

    /// The directory itself.
    let path: String
    /// Where restores are prepared.
    let beside: String
    /// Where the plan of a restore is stored; no container has the directory mounted.
    let journal: String

    /// The tree of a machine.
    init(machine: String) {
        path = MachineTree(root: machine).persist
        beside = "\(machine)/restores"
        journal = "\(machine)/restore.json"
    }

    /// The directory in which restores are prepared: on the same file system as `/persist`, so that renaming suffices,
    /// and closed to all but root.
    func workshop() throws -> String {
        do {
            try AtomicFile.makeDirectories(path)
            let own = try? FileStatus(at: path, following: true)
            let other = try? FileStatus(at: AtomicFile.parent(of: beside), following: true)
            guard own != nil, own?.device == other?.device else {
                throw DustyError.persistApart(path, tree: AtomicFile.parent(of: beside))
            }
            guard mkdir(beside, 0o700) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
            guard Self.isOurs(beside) else {
                throw DustyError(
                    .conflict,
                    "\(beside) is not a directory of root",
                    hint: "find out who made it, and remove it"
                )
            }
            chmod(beside, 0o700)
            return beside
        } catch let error as Errno {
            throw DustyError(.failed, "a directory for restores cannot be made beside \(path): \(error)")
        }
    }

    /// Whether a directory is root's own, and not a link.
    static func isOurs(_ place: String) -> Bool {
        guard let status = try? FileStatus(at: place) else { return false }
        return status.isDirectory && status.owner == geteuid()
    }
}
