/// What specs mount of their repo, and what is wrong with it, found by path without looking at all the rest: those who write to the repo
/// decide how much there is of both.
struct MountTable {
    private let mounted: PathTable<MountedFile>
    private let faults: PathTable<String>

    init(_ sources: SpecSources) {
        mounted = PathTable(sources.mounted)
        faults = PathTable(sources.faults)
    }

    /// What a service, or the Compose keys of an app, has mounted of the specs.
    func mounted(by compose: YAMLValue) -> [String: MountedFile] {
        var found: [String: MountedFile] = [:]
        var last: String?
        // A directory comes before what is in it, which has then been taken.
        for path in Set(SpecMount.all(in: compose).map(\.mount.path)).sorted(by: PathTable<MountedFile>.isBefore) {
            if let last, RepoPart.isPath(path, in: last) { continue }
            let files = mounted.all(in: path)
            guard !files.isEmpty else { continue }
            for file in files { found[file.path] = file.value }
            last = path
        }
        return found
    }

    /// Problems of what a service, or the Compose keys of an app, mounts of the specs: each with the number of the volume.
    func faults(in compose: YAMLValue) -> [(index: Int, message: String)] {
        SpecMount.all(in: compose).compactMap { index, mount in
            guard mount.path.utf8.count <= SpecSources.longestPath else {
                return (index, "this path is longer than \(SpecSources.longestPath) bytes")
            }
            if let wrong = faults.first(in: mount.path) {
                return (index, "`\(wrong.path)` of the specs repo \(wrong.value)")
            }
            return mounted.first(in: mount.path) == nil
                ? (index, "`\(mount.path)` of the specs repo is not there") : nil
        }
    }
}

/// Values by path, in order: what is in a directory lies together.
struct PathTable<Value> {
    private let rows: [(path: String, value: Value)]

    init(_ values: [String: Value]) {
        rows = values.map { ($0.key, $0.value) }.sorted { Self.isBefore($0.path, $1.path) }
    }

    /// The order of paths: by their bytes.
    static func isBefore(_ one: String, _ other: String) -> Bool {
        one.utf8.lexicographicallyPrecedes(other.utf8)
    }

    /// The first that is a path or lies in it.
    func first(in path: String) -> (path: String, value: Value)? {
        if let row = rows[from(path)...].first, row.path == path { return row }
        return rows[from(path + "/")...].first.flatMap { RepoPart.isPath($0.path, in: path) ? $0 : nil }
    }

    /// All that are a path or lie in it.
    func all(in path: String) -> [(path: String, value: Value)] {
        let own = rows[from(path)...].prefix(1).filter { $0.path == path }
        return own + rows[from(path + "/")...].prefix { RepoPart.isPath($0.path, in: path) }
    }

    /// Number of the first row that is not before a path.
    private func from(_ path: String) -> Int {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if Self.isBefore(rows[middle].path, path) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
