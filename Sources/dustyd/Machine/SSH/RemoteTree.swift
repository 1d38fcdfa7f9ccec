import DustyCore

/// The tree of a machine at the other end of a connection: a mirror on this host, copied when it changed or the connection is a new one.
actor RemoteTree: MachineTreeWriter {
    private struct Published: Equatable {
        /// Which connection it went over: behind a new one may be a machine that lost its files.
        var epoch: Int
        /// What the mirror was.
        var state: String
    }

    private let paths: Paths
    private let connection: SSHConnection
    private let syncer: any Syncer
    private let directories = DiskDirectories()
    private var published: [TreePart: Published] = [:]

    init(paths: Paths, connection: SSHConnection, syncer: any Syncer) {
        self.paths = paths
        self.connection = connection
        self.syncer = syncer
    }

    func publish(_ part: TreePart) async throws {
        let source = source(part)
        if !DiskFiles().isDirectory(source) {
            guard published[part] != nil || part != .assets else { return }
            try AtomicFile.makeDirectories(source)
        }
        let now = Published(epoch: await connection.state.epoch, state: try directories.state(of: source))
        guard published[part] != now else { return }
        published[part] = nil
        _ = try await syncer.sync(
            Transfer(
                source: source,
                target: target(part),
                excludes: ["/\(ProxyConfig.pagesSocket)"],
                hidden: [],
                mayEmpty: true
            )
        ) { _ in }
        published[part] = now
    }

    private func source(_ part: TreePart) -> String {
        switch part {
        case .commandFiles: paths.commandFiles
        case .proxy: MachineTree(root: paths.machine).proxyDirectory
        case .assets: paths.assets
        }
    }

    private func target(_ part: TreePart) -> String {
        let tree = MachineTree(root: connection.root)
        return switch part {
        case .commandFiles: tree.commandFiles
        case .proxy: tree.proxyDirectory
        case .assets: tree.assets
        }
    }
}
