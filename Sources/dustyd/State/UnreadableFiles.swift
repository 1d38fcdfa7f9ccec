import DustyCore

/// Files of the daemon's own that could not be read and were kept aside, found by their new name.
struct UnreadableFiles: Sendable {
    private static let mark = ".unreadable-"

    let paths: Paths
    let files: any FileStore

    /// The new name of a file that cannot be read: its name followed by the time.
    static func aside(_ path: String, at time: Timestamp) -> String {
        path + mark + time.description.filter { $0 != "-" && $0 != ":" }
    }

    /// Whether a file was kept aside there.
    func isKept(_ path: String) -> Bool {
        let name = AtomicFile.name(of: path) + Self.mark
        return files.names(in: AtomicFile.parent(of: path)).contains { $0.hasPrefix(name) }
    }

    /// Their paths, sorted.
    var all: [String] {
        let machines = files.names(in: paths.machines).map(paths.directory(ofMachine:))
        let manifests = ([paths.state, paths.staging] + machines).map { "\($0)/manifests" }
        return Set([paths.config, paths.state] + machines + manifests).flatMap { directory in
            files.names(in: directory).filter { $0.contains(Self.mark) }.map { "\(directory)/\($0)" }
        }.sorted()
    }

    /// One warning for each.
    var warnings: [Warning] {
        let kept = all.map { path in
            let former = path.firstRange(of: Self.mark).map { String(path[..<$0.lowerBound]) } ?? path
            return Warning(
                subject: .files,
                message: "\(former) could not be read and was kept as \(AtomicFile.name(of: path))",
                hint: "take from it what you need, then remove it"
            )
        }
        return files.held.warnings + kept
    }
}
