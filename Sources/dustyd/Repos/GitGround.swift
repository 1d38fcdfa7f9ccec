import DustyCore
import FoundationEssentials
import Glibc

/// A clone that git is to run in. What lies there says which programs git starts, so that it has to be the right user's.
struct GitGround: Sendable, Equatable {
    /// The clone's directory, without links on the way.
    let path: String

    /// Looks at a directory as the user who is to run git there. Throws when it is no clone, and when others could have put there what git
    /// would do as that user.
    init(_ directory: String, for user: User) async throws {
        path = try await UserThread.run(as: user) { try Self.place(directory, user) }
    }

    private static func place(_ directory: String, _ user: User) throws -> String {
        guard let real = realpath(directory, nil) else { throw unreadable(directory) }
        defer { free(real) }
        let path = String(cString: real)
        // Without this git would go upwards, or take the directory itself for a repo without files.
        guard try status(path + "/.git") != nil else { throw noClone(path) }
        for part in [path, path + "/.git"] {
            guard let status = try status(part), isOpen(status, to: user) else { continue }
            throw DustyError(
                .failed,
                "others may write to \(part), so that git is not run there as \(user.name)",
                hint: "take their right away: chmod go-w \(part)"
            )
        }
        return path
    }

    /// What a directory is that is no clone. What lies above is named only: git is not run there, for it may be another user's.
    private static func noClone(_ path: String) -> DustyError {
        var above = AtomicFile.parent(of: path)
        while above.utf8.count > 1 {
            if (try? status(above + "/.git")) != nil {
                return DustyError(
                    .failed,
                    "part of the clone \(above): Dusty runs git only in whole clones",
                    hint: "see how it stands: git -C \(ShellWord.quote(path)) status"
                )
            }
            above = AtomicFile.parent(of: above)
        }
        return DustyError(.failed, "not a git clone")
    }

    /// Whether others than the user, and root, could have written there. That git is to trust a clone of one certain other user, it has
    /// been told by the user who runs it, if at all; for root there is no such thing.
    private static func isOpen(_ status: FileStatus, to user: User) -> Bool {
        if user.uid == 0 {
            return status.owner != 0 || status.mode & 0o002 != 0 || status.mode & 0o020 != 0 && status.group != 0
        }
        return status.owner != user.uid && status.mode & 0o002 != 0
    }

    private static func status(_ path: String) throws -> FileStatus? {
        do { return try FileStatus(at: path, following: true) } catch { throw unreadable(path) }
    }

    private static func unreadable(_ path: String) -> DustyError {
        DustyError(.failed, "\(path) cannot be looked at")
    }
}
