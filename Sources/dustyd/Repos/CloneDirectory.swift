internal import CHost
import DustyCore
import FoundationEssentials
import Glibc
import SystemPackage

/// The place of a managed clone on disk.
struct CloneDirectory {
    /// What is at the place of a clone.
    enum Content: Equatable {
        case absent
        /// A clone, with the user id of its owner.
        case clone(owner: UInt32)
        /// Something else.
        case foreign
    }

    /// Where the clone shall be in the end.
    let path: String
    /// A directory beside it, the user's own, that nobody else may enter.
    let temporary: String
    /// Where git clones to. Below `temporary`, so that git itself makes it with the mode the user wants.
    var checkout: String { temporary + "/clone" }

    /// What is at a path. An empty directory counts as absent.
    static func look(at path: String) throws -> Content {
        let entry: FileStatus?
        do { entry = try FileStatus(at: path) } catch {
            throw DustyError(.failed, "\(path) cannot be looked at: \(error)")
        }
        guard let entry else { return .absent }
        guard entry.isDirectory else { return .foreign }
        if access(path + "/.git", F_OK) == 0 { return .clone(owner: entry.owner) }
        let names = try? FileManager.default.contentsOfDirectory(atPath: path)
        return names?.isEmpty == true ? .absent : .foreign
    }

    /// Makes the directories above a clone, and a temporary one beside it that belongs to the user.
    static func prepare(beside path: String, for user: User) throws -> CloneDirectory {
        let parent = AtomicFile.parent(of: path)
        let name = FilePath(path).lastComponent?.string ?? "clone"
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let temporary = "\(parent)/.\(name).\(random)"
        do {
            try AtomicFile.makeDirectories(parent)
            guard mkdir(temporary, 0o700) == 0 else { throw Errno(rawValue: errno) }
            if user.uid != geteuid(), lchown(temporary, user.uid, user.gid) != 0 { throw Errno(rawValue: errno) }
        } catch {
            throw DustyError(.failed, "The directory for the clone \(path) cannot be made: \(error).")
        }
        return CloneDirectory(path: path, temporary: temporary)
    }

    /// Renames the finished clone into its place.
    func moveIntoPlace(replacing: Bool) async throws {
        if replacing, try exchange() { return discard() }
        // An empty directory in its place gives way; anything else makes this fail, which is right.
        guard rename(checkout, path) == 0 else { throw failure() }
        discard()
    }

    /// Has the new clone and the old one change places in one step; false where the file system cannot, once the old one is out of the way.
    private func exchange() throws -> Bool {
        let code = chost_exchange(AT_FDCWD, checkout, AT_FDCWD, path)
        if code == 0 { return true }
        guard [EINVAL, ENOSYS, ENOTSUP].contains(code) else { throw failure(code) }
        guard rename(path, temporary + ".old") == 0 else { throw failure() }
        return false
    }

    /// Removes what is left of the temporary directory, and the clone that was replaced.
    func discard() {
        try? FileManager.default.removeItem(atPath: temporary)
        try? FileManager.default.removeItem(atPath: temporary + ".old")
    }

    private func failure(_ code: Int32 = errno) -> DustyError {
        DustyError(.failed, "The new clone cannot be moved to \(path): \(Errno(rawValue: code)).")
    }
}
