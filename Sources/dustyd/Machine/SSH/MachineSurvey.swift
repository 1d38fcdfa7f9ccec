import DustyCore

/// What a host must have to be a machine, found out by one script; rsync is installed if it is missing and we may.
struct MachineSurvey: Sendable, Equatable {
    /// Installs rsync if it is missing and we may, and says so.
    static let installing = Script(PackageResources.install_rsync_sh)
    static let script = Script(PackageResources.install_rsync_sh, PackageResources.survey_sh)

    let engineSocket: String
    let root: String
    let isRoot: Bool
    let installedRsync: Bool

    /// Reads the script's output; anything missing becomes an error that says what to do there.
    init(_ output: String, target: SSHTarget) throws(DustyError) {
        var found: [Substring: String] = [:]
        for line in output.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ", maxSplits: 1)
            if words.count == 2, found[words[0]] == nil { found[words[0]] = String(words[1]) }
        }
        guard let uid = found["uid"].flatMap({ UInt32($0) }) else {
            throw DustyError(
                .failed,
                "\(target) lets Dusty in, but runs no shell scripts",
                hint: "use a login with a POSIX shell"
            )
        }
        guard let engine = found["engine"] else {
            let closed = found["closed"]
            throw DustyError(
                .failed,
                closed == nil
                    ? "\(target) has no container engine: there is no /var/run/docker.sock"
                    : "\(target.user) may not use the container engine of \(target.host)",
                hint: closed == nil
                    ? "install and start Docker there" : "on that host, as root: usermod -aG docker \(target.user)"
            )
        }
        guard found["rsync"] != nil else {
            throw DustyError(
                .failed,
                "\(target) has no rsync, and it could not be installed",
                hint: "install it there as root, on Debian: apt-get install rsync"
            )
        }
        guard let root = found["root"], Self.isPlain(root), Self.isPlain(engine) else {
            throw DustyError(
                .failed,
                "\(target) has no place that Dusty can use for its files",
                hint: "use a login whose home directory is writable and has a path of plain letters and digits"
            )
        }
        engineSocket = engine
        self.root = root
        isRoot = uid == 0
        installedRsync = found["installed"] != nil
    }

    /// Whether a path from there can be used in volumes and options without being misread.
    private static func isPlain(_ path: String) -> Bool {
        path.utf8.count < 200 && path.wholeMatch(of: /(\/[A-Za-z0-9_.-]+)+/) != nil
            && !path.parts(at: "/").contains { $0 == ".." || $0 == "." }
    }
}
