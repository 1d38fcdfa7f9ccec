internal import CHost
import CLibrary
import DustyCore
import SystemPackage

/// The place of a managed clone on disk.
///
/// The directory above it is root's. Git clones into a directory of the user's own beside it; what the user could
/// change there meanwhile is taken out of it by descriptor, inspected, and only then given its name.
struct CloneDirectory: Sendable {
    /// What is at the place of a clone.
    enum Content: Equatable {
        case absent
        /// A clone, with the user id of its owner.
        case clone(owner: UInt32)
        /// Something else.
        case foreign
    }

    private static let checkoutName = "clone"
    /// How often a directory is emptied while its user still adds to it.
    private static let tries = 3

    /// The final place of the clone.
    let path: String
    let user: User
    /// The directory that it lies in.
    private let parent: HeldDirectory
    /// Name of a directory beside it, which only the user may enter.
    private let temporary: String

    /// Where git clones to. Below the temporary directory, so that git itself creates it with the mode the user wants.
    var checkout: String { "\(parent.path)/\(temporary)/\(Self.checkoutName)" }
    private var name: String { AtomicFile.name(of: path) }
    /// Names beside it of the new clone before it has its place, and of the old one if the two cannot be exchanged.
    private var incoming: String { temporary + ".new" }
    private var outgoing: String { temporary + ".old" }

    /// What is at a path. An empty directory counts as absent.
    static func look(at path: String) throws -> Content {
        let entry: FileStatus?
        do { entry = try FileStatus(at: path) } catch {
            throw DustyError(.failed, "\(path) cannot be inspected: \(error)")
        }
        guard let entry else { return .absent }
        guard entry.isDirectory else { return .foreign }
        if access(path + "/.git", F_OK) == 0 { return .clone(owner: entry.owner) }
        guard let directory = try? HeldDirectory.open(path) else { return .foreign }
        return (try? directory.names())?.isEmpty == true ? .absent : .foreign
    }

    /// Makes the directories above a clone, which only root can change below `root`, and a temporary one beside it that belongs to the user.
    static func prepare(_ path: String, below root: String?, for user: User) throws -> CloneDirectory {
        let above = AtomicFile.parent(of: path)
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let temporary = ".\(AtomicFile.name(of: path)).\(random)"
        do {
            let root = root.flatMap { above == $0 || above.hasPrefix($0 + "/") ? $0 : nil } ?? above
            let parent = try TrustedRoot(root).ownDirectory(String(above.dropFirst(root.count)), making: 0o755)
            let directory = CloneDirectory(
                path: path,
                user: user,
                parent: HeldDirectory(path: above, descriptor: parent),
                temporary: temporary
            )
            let made = try parent.makeDirectory(temporary, mode: 0o700)
            try made.closeAfter {
                if user.uid != geteuid() { try check(fchown(made.rawValue, user.uid, user.gid)) }
            }
            return directory
        } catch let error as Errno {
            throw DustyError(.failed, "the directory for the clone \(path) cannot be made: \(error)")
        }
    }

    /// Renames the finished clone to its place.
    func moveIntoPlace(replacing: Bool) async throws {
        try await UserThread.run {
            do {
                try takeOut()
                try place(replacing: replacing)
            } catch let error as Errno {
                throw DustyError(.failed, "the new clone cannot be moved to \(path): \(error)")
            }
        }
        await discard()
    }

    /// Moves the new clone to where its user cannot replace it.
    private func takeOut() throws {
        let directory = try parent.descriptor.directory(temporary)
        try directory.closeAfter {
            let clone = try directory.directory(Self.checkoutName)
            let status = try clone.closeAfter { try clone.status() }
            guard status.owner == user.uid else { throw Errno.notPermitted }
            let (from, to) = (directory.rawValue, parent.descriptor.rawValue)
            try Self.check(code: chost_move(from, Self.checkoutName, to, incoming))
            guard try parent.number(of: incoming) == status.number else {
                _ = chost_move(to, incoming, from, Self.checkoutName)
                throw Errno.resourceBusy
            }
        }
    }

    /// Exchanges the new clone and the old one in one step, or moves the old one aside if the file system cannot.
    private func place(replacing: Bool) throws {
        let directory = parent.descriptor.rawValue
        guard replacing else {
            // An empty directory is replaced; anything else makes this fail, which is right.
            return try Self.check(renameat(directory, incoming, directory, name))
        }
        let code = chost_exchange(directory, incoming, directory, name)
        if code == 0 { return }
        guard [EINVAL, ENOSYS, ENOTSUP].contains(code) else { throw Errno(rawValue: code) }
        try Self.check(renameat(directory, name, directory, outgoing))
        do { try Self.check(renameat(directory, incoming, directory, name)) } catch {
            _ = chost_move(directory, outgoing, directory, name)
            throw error
        }
    }

    /// Removes what is left of the temporary directory, and the clone that was replaced.
    func discard() async {
        for _ in 1...Self.tries where (try? await discardTemporary()) != false {
            break
        }
        try? await UserThread.run {
            for name in [incoming, outgoing] { try? TrustedRoot.remove(name, in: parent.descriptor) }
        }
    }

    /// Whether the temporary directory is gone. Its user's files are removed with that user's rights, so other users'
    /// files stay.
    private func discardTemporary() async throws -> Bool {
        try await UserThread.run(as: user) {
            let directory = try parent.descriptor.directory(temporary)
            try directory.closeAfter {
                for name in try directory.names() { try? TrustedRoot.remove(name, in: directory) }
            }
        }
        return try await UserThread.run {
            unlinkat(parent.descriptor.rawValue, temporary, AT_REMOVEDIR) == 0 || errno == ENOENT
        }
    }

    private static func check(_ result: Int32) throws {
        if result != 0 { throw Errno(rawValue: errno) }
    }

    private static func check(code: Int32) throws {
        if code != 0 { throw Errno(rawValue: code) }
    }
}
