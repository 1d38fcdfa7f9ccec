extension SpecSources {
    /// How much is read of what specs mount.
    private static let most = (files: 1000, bytes: 16 << 20, depth: 8)

    /// Reads what services and apps mount of the directory.
    mutating func readMounted(from directory: some SpecFiles) {
        var paths: Set<String> = []
        for (file, text) in files where text.contains("./") {
            guard let value = try? SpecDocument.read(text, file: file).value else { continue }
            let compose = file.hasPrefix("\(Kind.services.rawValue)/") ? value : value["compose"]
            paths.formUnion(SpecMount.all(in: compose).map(\.mount.path))
        }
        for path in paths.sorted() { read(mounted: path, from: directory, Self.most.depth) }
    }

    private mutating func read(mounted path: String, from directory: some SpecFiles, _ depth: Int) {
        let names = (try? directory.names(in: path)) ?? []
        guard names.allSatisfy({ [".", ".."].contains($0) }) else {
            guard depth > 0 else { return faults[path] = "is nested too deeply" }
            for name in names.sorted() where ![".", "..", ".git"].contains(name) {
                read(mounted: "\(path)/\(name)", from: directory, depth - 1)
            }
            return
        }
        do {
            let bytes = try directory.read(path, limit: Self.sizeLimit)
            guard let text = String(validating: bytes, as: UTF8.self) else { return faults[path] = "is not UTF-8 text" }
            let size = mounted.values.reduce(text.utf8.count) { $0 + $1.utf8.count }
            guard mounted.count < Self.most.files, size <= Self.most.bytes else {
                return faults[path] = "is one of too many: 1000 files and 16 MiB in all can be mounted"
            }
            mounted[path] = text
        } catch {
            faults[path] =
                switch error {
                case .outside: "is a link that leads out of the specs repo"
                case .special: "is not there"
                case .large: "is larger than 1 MiB"
                case .unreadable: "cannot be read"
                }
        }
    }

    /// What a service, or the Compose keys of an app, has mounted of the specs.
    func mounted(by compose: YAMLValue) -> [String: String] {
        SpecMount.all(in: compose).reduce(into: [:]) { found, item in
            found.merge(item.mount.files(among: mounted)) { first, _ in first }
        }
    }

    /// Problems of what a service, or the Compose keys of an app, mounts of the specs: each with the number of the volume.
    func faults(in compose: YAMLValue) -> [(index: Int, message: String)] {
        SpecMount.all(in: compose).compactMap { index, mount in
            let wrong = faults.filter { RepoPart.isPath($0.key, in: mount.path) }.min { $0.key < $1.key }
            if let wrong { return (index, "`\(wrong.key)` of the specs repo \(wrong.value)") }
            return mount.files(among: mounted).isEmpty ? (index, "`\(mount.path)` of the specs repo is not there") : nil
        }
    }
}
