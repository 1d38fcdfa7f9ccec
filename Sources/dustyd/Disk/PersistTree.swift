import DustyCore
import FoundationEssentials
import Glibc
import SystemPackage

/// The `/persist` of this host, and the place beside it where restores are prepared.
struct PersistTree: Sendable {
    /// Where restores are prepared when `/persist` is a file system of its own.
    static let inside = ".dusty-restores"

    /// The directory itself.
    let path: String
    /// Where restores are prepared otherwise.
    let beside: String

    /// The tree of a machine.
    init(machine: String) {
        path = MachineTree(root: machine).persist
        beside = "\(machine)/restores"
    }

    /// Whether something of this name is there, be it a link that leads nowhere.
    func contains(_ name: String) -> Bool {
        var status = stat()
        return lstat("\(path)/\(name)", &status) == 0
    }

    /// The directory that restores are prepared in: on the same file system as `/persist`, so that renaming suffices, and closed to
    /// everybody but root.
    func workshop() throws -> String {
        do {
            try AtomicFile.makeDirectories(path)
            var own = stat()
            var other = stat()
            let same =
                stat(path, &own) == 0 && stat(AtomicFile.parent(of: beside), &other) == 0
                && own.st_dev == other.st_dev
            let place = same ? beside : "\(path)/\(Self.inside)"
            guard mkdir(place, 0o700) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
            guard Self.isOurs(place) else {
                throw DustyError(
                    .conflict,
                    "\(place) is not a directory of root",
                    hint: "find out who made it, and remove it"
                )
            }
            chmod(place, 0o700)
            return place
        } catch let error as Errno {
            throw DustyError(.failed, "a directory for restores cannot be made beside \(path): \(error)")
        }
    }

    /// Whether a directory is root's own; a container that may write to /persist could have put a link there.
    static func isOurs(_ place: String) -> Bool {
        var status = stat()
        return lstat(place, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid()
    }

    /// Puts the entries of a prepared directory in place, moving what has their names to `kept`; false when nothing had. When anything
    /// fails, all is as before.
    @discardableResult
    func exchange(with prepared: String, keeping kept: String) throws -> Bool {
        let names = try FileManager.default.contentsOfDirectory(atPath: prepared).sorted()
        guard mkdir(kept, 0o700) == 0 else { throw failure("\(kept) cannot be made", errno) }
        var done: [(from: String, to: String)] = []
        func move(_ from: String, _ to: String) throws {
            guard rename(from, to) == 0 else { throw failure("\(from) cannot be moved to \(to)", errno) }
            done.append((from, to))
        }
        do {
            for name in names {
                if contains(name) { try move("\(path)/\(name)", "\(kept)/\(name)") }
                try move("\(prepared)/\(name)", "\(path)/\(name)")
            }
        } catch {
            for step in done.reversed() { rename(step.to, step.from) }
            rmdir(kept)
            throw error
        }
        for directory in [path, kept] { Self.flush(directory) }
        // When nothing was replaced, there is nothing to keep.
        return rmdir(kept) != 0
    }

    private static func flush(_ directory: String) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private func failure(_ what: String, _ code: Int32) -> DustyError {
        DustyError(.failed, "\(what): \(Errno(rawValue: code)). /persist is as it was.")
    }
}
