import DustyCore

/// The data of a stack, and their end: volumes of the engine, and what lies in `/persist`.
extension Disk {
    /// All data of the stack. What Dusty writes to `/persist` itself is none.
    func allData() async throws -> DataPlan {
        let usage = try await storage.usage()
        let names = try await persist.contents().data.filter { $0 != Self.assets }
        return DataPlan(
            remove: usage.volumes.filter(ownership.owns).map(\.item) + (try await directoryItems(names)),
            stops: []
        )
    }

    /// The data of one app or service: the volumes in its container, those that its definition names, and what it has in `/persist`. Who else
    /// has the same in `/persist` is stopped for it. Throws `.conflict` for a volume that others have too.
    func data(of name: String, among entries: [ComposeFile.Entry]) async throws -> DataPlan {
        let usage = try await storage.usage()
        let own = usage.containers.filter { isOwn($0) && ownership.service(of: $0) == name }
        let definition = entries.first { $0.name == name }?.definition
        let named = (definition?.namedVolumes() ?? []).map { "\(names.project)_\($0)" }
        let seen = own.flatMap(\.mounts).filter(\.writable).compactMap(\.volume)
        let volumes = usage.volumes.filter { ownership.owns($0) && Set(named + seen).contains($0.name) }
        let others = Set(usage.containers.map(\.id)).subtracting(own.map(\.id))
        try checkUsers(of: volumes, usage.containers.filter { others.contains($0.id) })
        try checkDefinitions(naming: volumes, entries.filter { $0.name != name })
        let paths = definition?.writableSources(below: persist.path) ?? []
        let users = entries.filter { entry in
            entry.name != name
                && entry.definition.writableSources(below: persist.path).contains { path in
                    paths.contains { StackOwnership.touches($0, path) }
                }
        }
        return DataPlan(
            remove: volumes.map(\.item) + (try await directoryItems(paths)),
            stops: users.map(\.name).sorted()
        )
    }

    /// The data that only these services have, as their definitions say: names of volumes, and what is at the top of `/persist`.
    func data(onlyOf services: Set<String>, among entries: [ComposeFile.Entry]) -> DataCopy.Left {
        func volumes(_ entry: ComposeFile.Entry) -> [String] {
            entry.definition.namedVolumes(onlyWritable: false).map { "\(names.project)_\($0)" }
        }
        func tops(_ entry: ComposeFile.Entry) -> [String] {
            entry.sources(below: persist.path).map { String($0.prefix { $0 != "/" }) }
        }
        let meant = entries.filter { services.contains($0.name) }
        let others = entries.filter { !services.contains($0.name) }
        return DataCopy.Left(
            services: services.sorted(),
            volumes: Set(meant.flatMap(volumes)).subtracting(others.flatMap(volumes)),
            entries: Set(meant.flatMap(tops)).subtracting(others.flatMap(tops))
        )
    }

    /// Removes one thing that is data. Returns why it is still there, if it is.
    func removeData(_ item: DiskItem) async throws -> String? {
        do {
            switch item.kind {
            case .volume: try await storage.removeVolume(item.id)
            case .persist: return try await directories.remove(item.id)
            default: return "is no data"
            }
            return nil
        } catch let error as DustyError where error.code == .conflict {
            return error.message
        }
    }

    /// Directory in `/persist` that assets are brought to; they are kept elsewhere.
    private static let assets = "dusty_assets"

    private func directoryItems(_ all: [String]) async throws -> [DiskItem] {
        // What lies in another one goes with it.
        let names = all.filter { name in !all.contains { name.hasPrefix($0 + "/") } }
        let paths = names.map { "\(persist.path)/\($0)" }
        let bytes = try await directories.bytes(of: paths)
        return zip(names, paths).compactMap { name, path in
            bytes[path].map { DiskItem(kind: .persist, name: name, id: path, bytes: $0) }
        }
    }

    private func isOwn(_ container: StoredContainer) -> Bool {
        ownership.owns(container) && !ownership.isOnItsOwn(container)
    }

    /// Throws when one of these containers has one of the volumes, no matter what created it.
    private func checkUsers(of volumes: [StoredVolume], _ others: [StoredContainer]) throws {
        for volume in volumes {
            let users = others.filter { $0.mounts.contains { $0.volume == volume.name } }
            guard !users.isEmpty else { continue }
            let services = Set(users.filter(isOwn).map(ownership.service)).sorted()
            let strangers = users.filter { !isOwn($0) }.map(ownership.words(for:)).sorted()
            let place = services.isEmpty ? "used by" : "in the container of"
            throw DustyError(
                .conflict,
                "the volume \(volume.name) is also \(place) \((services + strangers).joined(separator: ", "))",
                hint: strangers.isEmpty
                    ? "remove what uses it first: `dusty stop --rm \(services.joined(separator: " "))`"
                    : "end and remove what uses it first"
            )
        }
    }

    /// Throws when one of these has one of the volumes in its definition: it would start on an empty one.
    private func checkDefinitions(naming volumes: [StoredVolume], _ others: [ComposeFile.Entry]) throws {
        for volume in volumes {
            let users = others.filter { entry in
                entry.definition.namedVolumes(onlyWritable: false).contains {
                    "\(names.project)_\($0)" == volume.name
                }
            }
            guard !users.isEmpty else { continue }
            let words = users.map(\.name).sorted().joined(separator: ", ")
            throw DustyError(
                .conflict,
                "the volume \(volume.name) is also in the spec of \(words)",
                hint: "take it out of that spec first, or deactivate the bundle"
            )
        }
    }
}

extension YAMLValue {
    /// The volumes of a service as it has them: what is mounted, and whether it may be written to.
    private var mounts: [(source: String, isWritable: Bool)] {
        (self["volumes"]?.items ?? []).compactMap { volume in
            if let source = volume["source"]?.text { return (source, volume["read_only"] != .bool(true)) }
            guard let parts = volume.text?.parts(at: ":"), parts.count > 1 else { return nil }
            let options = parts.count > 2 ? String(parts[2]).split(separator: ",") : []
            return (String(parts[0]), !options.contains("ro"))
        }
    }

    /// Names of the volumes, without the project's, that a service has, or may write to.
    fileprivate func namedVolumes(onlyWritable: Bool = true) -> [String] {
        mounts.filter { ($0.isWritable || !onlyWritable) && !$0.source.hasPrefix("/") }.map(\.source)
    }

    /// Paths below a directory that a service may write to.
    fileprivate func writableSources(below directory: String) -> [String] {
        let writable = Set(mounts.filter(\.isWritable).map(\.source))
        let all = (self["volumes"]?.items ?? []).filter { volume in
            writable.contains(volume["source"]?.text ?? volume.text.map { String($0.prefix { $0 != ":" }) } ?? "")
        }
        return ComposeFile.Entry.sources(of: all, below: directory)
    }
}

extension ComposeFile.Entry {
    /// Paths below a directory that it has mounted, relative to it; what Dusty itself puts there is left out.
    func sources(below directory: String) -> [String] {
        Self.sources(of: definition["volumes"]?.items ?? [], below: directory)
    }

    /// The same of some mounts, each as a definition has it.
    static func sources(of volumes: [YAMLValue], below directory: String) -> [String] {
        let sources = volumes.compactMap { volume in
            volume["source"]?.text ?? volume.text.map { String($0.prefix { $0 != ":" }) }
        }
        let paths = sources.compactMap { source -> String? in
            // Compose would take a single sign for a variable.
            let parts = source.parts(at: "$$", keepingEmpty: true).joined(separator: "$")
                .parts(at: "/").filter { $0 != "." }
            let root = directory.parts(at: "/")
            guard source.hasPrefix("/"), parts.starts(with: root), !parts.contains("..") else { return nil }
            let below = parts.dropFirst(root.count)
            guard let first = below.first, !PersistContents.generated.contains(String(first)), first != "dusty_assets"
            else { return nil }
            return below.joined(separator: "/")
        }
        return Set(paths).sorted()
    }
}
