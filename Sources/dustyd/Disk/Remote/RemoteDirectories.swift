import DustyCore

/// Directories of a machine at the other end of a connection.
struct RemoteDirectories: MachineDirectories {
    /// How many paths one command line there may name.
    private static let batch = 200
    private static let patience = Duration.seconds(300)

    static let measuring = Script(PackageResources.directory_sizes_sh)
    static let finding = Script(PackageResources.find_directories_sh)
    static let removing = Script(PackageResources.remove_below_sh)

    let shell: MachineShell

    func bytes(of paths: [String]) async throws -> [String: Int64] {
        var sizes: [String: Int64] = [:]
        for record in try await records(Self.measuring, paths) {
            let parts = record.split(separator: "\t", maxSplits: 1)
            guard parts.count == 2, let kilobytes = Int64(parts[0]), kilobytes < Int64.max >> 10 else { continue }
            sizes[String(parts[1])] = kilobytes << 10
        }
        return sizes
    }

    func directories(among paths: [String]) async throws -> [String] {
        try await records(Self.finding, paths)
    }

    func remove(_ path: String) async throws -> String? {
        let tree = MachineTree(root: shell.root)
        guard let root = [tree.repos, tree.persist].first(where: { path.hasPrefix($0 + "/") }) else {
            throw DustyError(.invalid, "\(path) is no copy of a repo, and no data")
        }
        let (above, name) = try TrustedRoot.split(String(path.dropFirst(root.count + 1)))
        guard name != "." else { throw DustyError(.invalid, "\(path) is no copy of a repo") }
        let result = try await shell.run(Self.removing, [root, above, name], within: Self.patience)
        return result.status == 0 ? nil : result.lastWords()
    }

    func space(_ name: String, of path: String) async throws -> DiskSpace? {
        let result = try await shell.connection.run(RemotePersist.measuring, [path])
        let figures = result.output.split(separator: " ").compactMap { Int64($0.filter(\.isNumber)) }
        guard figures.count == 3, figures.allSatisfy({ $0 < Int64.max >> 10 }) else { return nil }
        return DiskSpace(
            name: name,
            path: path,
            totalBytes: figures[0] << 10,
            usedBytes: figures[1] << 10,
            freeBytes: figures[2] << 10
        )
    }

    private func records(_ script: Script, _ paths: [String]) async throws -> [String] {
        var records: [String] = []
        for start in stride(from: 0, to: paths.count, by: Self.batch) {
            let batch = Array(paths[start..<min(start + Self.batch, paths.count)])
            let result = try await shell.run(script, batch, within: Self.patience)
            records += result.output.split(separator: "\0").map(String.init)
        }
        return records
    }
}
