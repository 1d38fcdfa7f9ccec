import CLibrary

/// Simple questions about paths of the system.
enum PlainFile {
    /// Whether there is a directory, and no link.
    static func isDirectory(_ path: String) -> Bool { kind(path) == S_IFDIR }

    /// Whether anything has this name.
    static func isThere(_ path: String) -> Bool { kind(path) != nil }

    /// Whether there is a file that may be run, or a link to one.
    static func isProgram(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }

    private static func kind(_ path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }
}
