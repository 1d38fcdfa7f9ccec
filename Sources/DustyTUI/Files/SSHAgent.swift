import FoundationEssentials

/// The caller's SSH agent, which the daemon uses for git.
enum SSHAgent {
    /// Path of the agent's socket; nil when there is none.
    static func socketPath(environment: [String: String] = ProcessInfo.processInfo.environment) -> String? {
        guard let path = environment["SSH_AUTH_SOCK"], path.hasPrefix("/") else { return nil }
        return path
    }
}
