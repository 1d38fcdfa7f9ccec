import CLibrary
import Essentials

/// The environment of the user who runs the program.
enum UserEnvironment {
    /// A variable of it; nil when it is not set or empty.
    @Sendable
    static func value(of name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}

/// Paths that a person types.
enum HomePath {
    /// The path with a leading `~` replaced by the home directory.
    static func expanded(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = UserEnvironment.value(of: "HOME") else { return path }
        return home + path.dropFirst()
    }

    /// The absolute path: the daemon has another working directory.
    static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }
}

/// The person's editor.
enum Editor {
    /// Its words, from VISUAL or EDITOR.
    static var command: [String] {
        let text = UserEnvironment.value(of: "VISUAL") ?? UserEnvironment.value(of: "EDITOR") ?? "vi"
        return text.split(separator: " ").map(String.init)
    }
}

/// The caller's SSH agent, which the daemon uses for git.
enum SSHAgent {
    /// Path of the agent's socket; nil when there is none.
    static func socketPath(environment: [String: String] = ProcessInfo.processInfo.environment) -> String? {
        guard let path = environment["SSH_AUTH_SOCK"], path.hasPrefix("/") else { return nil }
        return path
    }
}
