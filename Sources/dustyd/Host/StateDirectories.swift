import CLibrary
import DustyCore
import SystemPackage

/// The daemon's directories: closed to other users where their content is, and without what a killed daemon left
/// unfinished.
struct StateDirectories: Sendable {
    let paths: Paths

    /// Makes missing ones and corrects the modes of existing ones. By descriptor, so that others cannot enter at any
    /// moment.
    func prepare() throws {
        do {
            try AtomicFile.makeDirectories(paths.state)
            for path in closed { try close(path) }
        } catch let error as Errno {
            throw DustyError(.failed, "cannot prepare \(paths.state): \(error)")
        }
    }

    /// Removes what earlier daemons did not finish, in every directory that is written to.
    func sweep() {
        for path in Set([paths.config, paths.state]) { TrustedRoot(path).sweep(depth: 0) }
        // A stack that is made while others run must not touch what they share and write.
        if !paths.isBeside {
            let hosts = AtomicFile.parent(of: AtomicFile(paths.hosts).resolved)
            for path in [hosts, paths.images] { TrustedRoot(path).sweep(depth: 0) }
            TrustedRoot(paths.machines).sweep(depth: 1)
        }
        TrustedRoot(AtomicFile.parent(of: paths.composeFile)).sweep(depth: 0)
        TrustedRoot(paths.testRuns).sweep(depth: 1)
        for path in [paths.manifests, "\(paths.staging)/manifests", paths.previousLogs] {
            TrustedRoot(path).sweep(depth: 0)
        }
        for root in Set([paths.machine, paths.localMachine]) {
            let tree = MachineTree(root: root)
            TrustedRoot(root).sweep(depth: 0)
            TrustedRoot(tree.commandFiles).sweep()
            removeFormerPages(tree)
            for directory in [tree.proxyDirectory, tree.assets] {
                TrustedRoot(tree.persist).sweep(only: AtomicFile.name(of: directory))
            }
        }
    }

    /// An older Dusty had the socket where every container with `/persist` could reach it.
    private func removeFormerPages(_ tree: MachineTree) {
        let place = TrustedRoot(tree.persist)
        guard let directory = try? place.directory(AtomicFile.name(of: tree.proxyDirectory)) else { return }
        try? directory.closeAfter { _ = unlinkat(directory.rawValue, ProxyConfig.pagesSocket, 0) }
    }

    /// Copies of code, data and secrets lie in these.
    private var closed: [String] {
        [
            paths.localMachine, paths.machine, paths.testRuns, paths.manifests, paths.jobOutput, paths.previousLogs,
            AtomicFile.parent(of: paths.composeFile),
        ]
    }

    private func close(_ path: String) throws {
        try AtomicFile.makeDirectories(path, mode: 0o700)
        let directory = try FileDescriptor.directory(path)
        try directory.closeAfter {
            guard try directory.status().rights != 0o700 else { return }
            guard fchmod(directory.rawValue, 0o700) == 0 else { throw Errno(rawValue: errno) }
        }
    }
}
