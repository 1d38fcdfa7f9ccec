import DustyCore

/// The tree of a machine at the other end of a connection: a mirror on this host, copied when it changed or the
/// connection is new.
actor RemoteTree: MachineTreeWriter {
    private let paths: Paths
    private let connection: SSHConnection
    private let syncer: any Syncer
    private let reclaimer: OwnershipReclaimer?
    private let copies = KnownCopies()

    init(paths: Paths, connection: SSHConnection, syncer: any Syncer, reclaimer: OwnershipReclaimer?) {
        self.reclaimer = reclaimer
        self.paths = paths
        self.connection = connection
        self.syncer = syncer
    }

    func publish(_ part: TreePart) async throws {
        let transfer = Transfer(
            source: source(part),
            target: target(part),
            hidden: [],
            mayEmpty: true
        )
        if !DiskFiles().isDirectory(transfer.source) {
            guard copies.has(transfer.target) || part != .assets else { return }
            try AtomicFile.makeDirectories(transfer.source)
        }
        let generation = await syncer.generation(of: transfer.target)
        let now = await copies.look(at: transfer)
        guard !copies.holds(now, of: transfer, generation: generation) else { return }
        copies.forget(transfer.target)
        _ = try await syncer.sync(transfer) { _ in }
        copies.note(now, of: transfer, generation: generation)
    }

    private func source(_ part: TreePart) -> String {
        switch part {
        case .commandFiles: paths.commandFiles
        case .proxy: MachineTree(root: paths.machine).proxyDirectory
        case .assets: paths.assets
        case .testRun(let project): "\(MachineTree(root: paths.machine).testRun(project))/command_files"
        }
    }

    private func target(_ part: TreePart) -> String {
        let tree = MachineTree(root: connection.root)
        return switch part {
        case .commandFiles: tree.commandFiles
        case .proxy: tree.proxyDirectory
        case .assets: tree.assets
        case .testRun(let project): "\(tree.testRun(project))/command_files"
        }
    }

    func removeTestRun(_ project: String) async throws {
        copies.forget(target(.testRun(project)))
        let path = MachineTree(root: connection.root).testRun(project)
        func remove() async throws -> CommandResult {
            try await connection.run("rm -rf -- \"$1\"", [path], within: .seconds(120))
        }
        var result = try await remove()
        if result.status != 0, let reclaimer, try await reclaimer.reclaim(path) { result = try await remove() }
        guard result.status == 0 else {
            throw DustyError(.failed, "\(path) on `\(connection.record.name)` cannot be removed: \(result.lastWords())")
        }
    }
}
