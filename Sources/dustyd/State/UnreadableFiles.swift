import DustyCore

/// Files of the daemon's own that could not be read and were kept aside, found by the name that they got then.
struct UnreadableFiles: Sendable {
    private static let mark = ".unreadable-"

    let paths: Paths
    let files: any FileStore

    /// What a file that cannot be read is called from now on: its name with the time behind it.
    static func aside(_ path: String, at time: Timestamp) -> String {
        path + mark + time.description.filter { $0 != "-" && $0 != ":" }
    }

    /// Whether something is there that was a file once and could not be read.
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
