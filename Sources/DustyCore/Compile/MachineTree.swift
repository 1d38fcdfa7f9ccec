/// Dusty's own directories on a machine.
public struct MachineTree: Sendable, Equatable {
    /// Directory under which the tree lies; empty when that is the root.
    public var root: String
    /// Where the copies of all repos lie that specs name, below the directory of copies, if each had its usual place.
    private var usual: Set<String>

    /// A tree under a directory, and the repos that specs name, active or not: their copies are told apart by them.
    public init(root: String = "", repos: [RepoReference] = []) {
        self.root = root
        usual = Set(repos.map(\.relativePath))
    }

    /// Copies of repos.
    public var repos: String { "\(root)/dusty_repos" }
    /// Command files, one directory per app.
    public var commandFiles: String { "\(root)/command_files" }
    /// What outlives containers.
    public var persist: String { "\(root)/persist" }
    /// What `cp` puts into containers, one directory per container.
    public var cp: String { "\(root)/cp" }
    /// What people provided for containers, one file per asset.
    public var assets: String { "\(persist)/dusty_assets" }
    /// Directory of the proxy's configuration.
    public var proxyDirectory: String { "\(persist)/dustyNginx" }
    /// The proxy's configuration.
    public var proxyConfig: String { "\(proxyDirectory)/dustyNginx.conf" }

    /// Directory of the socket where the daemon answers the proxy why an app does not respond; no container but the proxy's sees it.
    public var pages: String { "\(root)/dusty_pages" }
    /// The socket itself.
    public var pagesSocket: String { "\(pages)/\(ProxyConfig.pagesSocket)" }

    /// Where the copy of a repo lies: never in the copy of another, whose container could put anything in its place.
    public func path(of repo: RepoReference) -> String { "\(repos)/\(repo.place(among: usual))" }

    /// Copies of these repos. Repos that are written differently and mean the same place share one copy.
    func mounts(of repos: [RepoReference]) -> [SyncMount] {
        var seen: Set<String> = []
        return repos.map { SyncMount(repo: $0, path: path(of: $0)) }.filter { seen.insert($0.path).inserted }
    }

    /// A path of a spec as it is on this machine: what belongs to the tree lies under the root, anything else stays.
    func resolve(_ path: String) -> String {
        let own = ["/persist", "/dusty_repos", "/command_files", "/cp"]
        return own.contains { path == $0 || path.hasPrefix($0 + "/") } ? root + path : path
    }
}
