import FoundationEssentials

/// Paths that a person types.
enum HomePath {
    /// The path with a leading `~` in place of the home directory replaced by it.
    static func expanded(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = UserEnvironment.value(of: "HOME") else { return path }
        return home + path.dropFirst()
    }

    /// The path from the root: the daemon has another working directory.
    static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }
}
