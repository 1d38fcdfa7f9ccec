/// Paths that a person types.
enum HomePath {
    /// The path with a leading `~` in place of the home directory replaced by it.
    static func expanded(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = UserEnvironment.value(of: "HOME") else { return path }
        return home + path.dropFirst()
    }
}
