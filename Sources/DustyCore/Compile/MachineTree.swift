/// Dusty's own directories on a machine.
public struct MachineTree: Sendable, Equatable {
    /// Directory under which the tree lies; empty when that is the root.
    public var root: String
    /// Where the copies of all repos in specs would be, below the directory of copies, if each had its usual place.
    private var usual: Set<String>
    /// The usual places of repos of which only directories are mounted, and what names the set of these.
    private var divided: [String: String] = [:]

    /// A tree under a directory, and the repos that specs name, active or not: the places of copies depend on them.
    public init(root: String = "", repos: [RepoReference] = []) {
        self.root = root
        usual = Set(repos.map(\.relativePath))
    }

    /// A tree under a directory, with a place for every repo of these specs.
    public init(root: String = "", of specs: Specs) {
        self.init(root: root, repos: specs.repos)
        divided = Dictionary(grouping: specs.mountClaims, by: \.repo.relativePath)
            .filter { $0.value.contains { $0.part != nil } }
            .mapValues { Self.fingerprint(Set($0.map { $0.part ?? "" })) }
    }

    /// A short name for a set of directories.
    private static func fingerprint(_ parts: Set<String>) -> String {
        var checksum = SHA256()
        checksum.update(Array(parts.sorted().joined(separator: "\0").utf8))
        return String(checksum.hexadecimal().prefix(16))
    }

    /// Copies of repos.
    public var repos: String { "\(root)/dusty_repos" }
    /// Command files, one directory per app.
    public var commandFiles: String { "\(root)/command_files" }
    /// What outlives containers.
    public var persist: String { "\(root)/persist" }
    /// What `cp` puts into containers, one directory per container.
    public var cp: String { "\(root)/cp" }
    /// Files that users provide for containers, one per asset.
    public var assets: String { "\(persist)/dusty_assets" }
    /// Directory of the proxy's configuration.
    public var proxyDirectory: String { "\(persist)/dustyNginx" }
    /// The proxy's configuration.
    public var proxyConfig: String { "\(proxyDirectory)/dustyNginx.conf" }

    /// Directory of the socket where the daemon tells the proxy why an app does not respond; only the proxy's container
    /// sees it.
    public var pages: String { "\(root)/dusty_pages" }
    /// The socket itself.
    public var pagesSocket: String { "\(pages)/\(ProxyConfig.pagesSocket)" }

    /// Where the copy of a repo lies: never in the copy of another, whose container could put anything in its place. One of which only
    /// directories are mounted has a place of which no container ever had the whole, or any other directory than these: it could put a link
    /// in the place of one below.
    public func path(of repo: RepoReference) -> String {
        let place = divided[repo.relativePath].map { "\(repo.dividedPlace)/\($0)" }
        return "\(repos)/\(place ?? repo.place(among: usual))"
    }

    /// Where what is mounted of a repo lies.
    func path(of repo: RepoReference, _ part: String?) -> String {
        path(of: repo) + (part.map { "/\($0)" } ?? "")
    }

    /// Copies of these repos. Differently written repos with the same place share one copy.
    func mounts(of repos: [RepoReference]) -> [SyncMount] {
        var seen: Set<String> = []
        return repos.map { SyncMount(repo: $0, path: path(of: $0)) }.filter { seen.insert($0.path).inserted }
    }

    /// A path of a spec on this machine: paths of the tree are below the root, all others stay.
    func resolve(_ path: String) -> String {
        let own = ["/persist", "/dusty_repos", "/command_files", "/cp"]
        return own.contains { path == $0 || path.hasPrefix($0 + "/") } ? root + path : path
    }
}
