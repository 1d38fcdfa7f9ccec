/// Dusty's own directories on a machine.
public struct MachineTree: Sendable, Equatable {
    /// Directory under which the tree lies; empty when that is the root.
    public var root: String
    /// Where the copies of all repos in specs would be, below the directory of copies, if each had its usual place.
    private var usual: Set<String>
    /// The usual places of repos of which only directories are mounted.
    private var divided: Set<String> = []

    /// A tree under a directory, and the repos that specs name, active or not: the places of copies depend on them.
    public init(root: String = "", repos: [RepoReference] = []) {
        self.root = root
        usual = Set(repos.map(\.relativePath))
    }

    /// A tree under a directory, with a place for every repo of these specs.
    public init(root: String = "", of specs: Specs) {
        self.init(root: root, repos: specs.repos)
        divided = Set(specs.mountClaims.filter { $0.part != nil }.map(\.repo.relativePath))
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
    /// directories are mounted has a place that no container ever had as a whole.
    public func path(of repo: RepoReference) -> String {
        "\(repos)/\(divided.contains(repo.relativePath) ? repo.dividedPlace : repo.place(among: usual))"
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
