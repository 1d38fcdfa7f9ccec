import CLibrary
import DustyCore

/// Docker Compose as a plugin that root's Docker client does not find by itself, because it looks in its own directories only. The plugin is
/// a program that also runs alone.
struct ComposePlugins: Sendable {
    /// What is in a directory.
    enum Finding {
        case nothing
        /// The plugin's real path.
        case plugin(String)
        /// One that root must not run.
        case refusal(DustyError)
    }

    private static let name = "docker-compose"
    /// Where the Docker client looks for plugins whoever runs it.
    private static let common = "/usr/local/lib/docker/cli-plugins"

    /// Homebrew's on Apple silicon, Docker Desktop's and OrbStack's.
    static let mac = ComposePlugins(
        directories: [
            "/opt/homebrew/lib/docker/cli-plugins", "/Applications/Docker.app/Contents/Resources/cli-plugins",
            "/Applications/OrbStack.app/Contents/MacOS/xbin",
        ],
        trusted: "/opt/homebrew"
    )
    /// Those of this host. On Linux packages bring the plugin to where the client looks.
    static let own = Platform.isMac ? mac : ComposePlugins(directories: [])

    var directories: [String]
    /// A directory whose owner and group are trusted with what root runs.
    var trusted: String?

    /// Looks in a directory. Root runs what it finds, so nobody else may be able to exchange it.
    func look(in directory: String) -> Finding {
        guard let place = Platform.resolved(directory), let program = Platform.resolved("\(directory)/\(Self.name)"),
            access(program, X_OK) == 0
        else { return .nothing }
        // A link in a directory of root's is root's own; elsewhere it could lead to any program.
        for path in [place, program] {
            if let weak = weakPart(of: path) { return .refusal(refusal(program, weak)) }
        }
        return .plugin(program)
    }

    /// The first part of a real path that others than root could exchange; nil when there is none.
    private func weakPart(of path: String) -> String? {
        let trust = trusted.flatMap { Platform.resolved($0) }
        let master = trust.flatMap { (try? FileStatus(at: $0)) ?? nil }
        var part = ""
        for name in [""] + path.parts(at: "/").map({ "\($0)" }) {
            if !name.isEmpty { part += "/\(name)" }
            guard let status = (try? FileStatus(at: part.isEmpty ? "/" : part)) ?? nil else { return part }
            let isRoots = status.owner == 0 && status.rights & 0o022 == 0
            let isTrusted =
                trust.map { part == $0 || part.hasPrefix($0 + "/") } == true && status.owner == master?.owner
                && status.rights & (status.group == master?.group ? 0o002 : 0o022) == 0
            guard isRoots || isTrusted else { return part.isEmpty ? "/" : part }
        }
        return nil
    }

    private func refusal(_ program: String, _ weak: String) -> DustyError {
        DustyError(
            .failed,
            "\(program) is not run, because others than root can change \(weak)",
            hint:
                "copy it to where root's Docker client looks: sudo mkdir -p \(Self.common) && sudo cp \(ShellWord.quote(program)) "
                + "\(Self.common)/"
        )
    }
}
