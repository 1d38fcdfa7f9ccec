import CLibrary
import DustyCore
import Essentials

/// A clone that git is to run in. Its files say which programs git starts, so they must belong to the right user.
struct TrustedClone: Sendable, Equatable {
    /// The clone's directory, without links on the way.
    let path: String

    /// Inspects a directory as the user who is to run git there. Throws when it is not a clone, and when others could
    /// have put there what git would execute as that user.
    init(_ directory: String, for user: User) async throws {
        path = try await UserThread.run(as: user) { try Self.place(directory, user) }
    }

    private static func place(_ directory: String, _ user: User) throws -> String {
        guard let path = Platform.resolved(directory) else { throw unreadable(directory) }
        // Without this git would search upwards, or treat the directory itself as a repo without files.
        guard try status(path + "/.git") != nil else { throw noClone(path) }
        for part in [path, path + "/.git"] {
            guard let status = try status(part), isOpen(status, to: user) else { continue }
            throw DustyError(
                .failed,
                "others can write to \(part), so git does not run there as \(user.name)",
                hint: "remove their write permission: chmod go-w \(part)"
            )
        }
        return path
    }

    /// What a directory is that is not a clone. What is above it is only named: git does not run there, because it may
    /// be another user's.
    private static func noClone(_ path: String) -> DustyError {
        var above = AtomicFile.parent(of: path)
        while above.utf8.count > 1 {
            if (try? status(above + "/.git")) != nil {
                return DustyError(
                    .failed,
                    "part of the clone \(above): Dusty runs git only in whole clones",
                    hint: "see its state: git -C \(ShellWord.quote(path)) status"
                )
            }
            above = AtomicFile.parent(of: above)
        }
        return DustyError(.failed, "not a git clone")
    }

    /// Whether others than the user and root could have written there. A user may have told git to trust a clone of
    /// another user; root never does.
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
        DustyError(.failed, "\(path) cannot be inspected")
    }
}
