import CLibrary
import DustyCore

/// What is at a path of this host, seen with the user's own rights.
enum LocalPath {
    /// What is there, behind links.
    static func found(_ path: String) -> CopyTarget.Found {
        var status = stat()
        guard stat(path, &status) == 0 else { return .missing }
        return status.st_mode & S_IFMT == S_IFDIR ? .directory : .file
    }

    /// Whether anything is there, even a broken link.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Whether a directory that is not a link exists there.
    static func isDirectoryItself(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The path without links, `.` and `..`; unchanged when nothing is there.
    static func resolved(_ path: String) -> String { Platform.resolved(path) ?? path }
}
