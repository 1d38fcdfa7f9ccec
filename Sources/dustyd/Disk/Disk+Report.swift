import DustyCore

extension Disk {
    /// What takes space.
    func report(repos used: Set<String>?) async throws -> DiskReport {
        let usage = try await storage.usage()
        var volumes = [own.space("state", of: paths.state)].compactMap(\.self)
        if paths.machineName != nil, let machine = try await directories.space("machine", of: persist.path) {
            volumes.append(machine)
        }
        if let root = usage.root, let engine = try await directories.space("engine", of: root) {
            volumes.append(engine)
        }
        var items = engineItems(usage)
        items += try await directoryItems(repos: used, usage)
        return DiskReport(
            volumes: volumes,
            services: try await services(usage),
            items: items.sorted { ($0.kind.order, -$0.bytes, $0.name) < ($1.kind.order, -$1.bytes, $1.name) },
            buildCacheBytes: usage.buildCacheBytes,
            networks: try await storage.networks(project: names.project)
                .map { DiskNetwork(name: $0.name, containers: $0.users) }.sorted { $0.name < $1.name }
        )
    }

    private func services(_ usage: EngineUsage) async throws -> [ServiceSpace] {
        let images = Dictionary(usage.images.map { ($0.id, $0.bytes) }, uniquingKeysWith: { first, _ in first })
        let volumes = Dictionary(usage.volumes.map { ($0.name, $0.bytes) }, uniquingKeysWith: { first, _ in first })
        let containers = usage.containers.filter(ownership.owns)
        var logs: [String: String] = [:]
        for container in containers { logs[container.id] = try await storage.logPath(container: container.id) }
        let logBytes = try await directories.bytes(of: Array(logs.values))
        var rows: [ServiceSpace] = []
        for container in containers {
            rows.append(
                ServiceSpace(
                    name: ownership.service(of: container),
                    container: container.name,
                    image: container.image,
                    imageBytes: images[container.imageID] ?? 0,
                    layerBytes: container.layerBytes,
                    volumeBytes: container.mounts.reduce(0) { $0 + ($1.volume.flatMap { volumes[$0] } ?? 0) },
                    logBytes: logs[container.id].flatMap { logBytes[$0] } ?? 0
                )
            )
        }
        return rows.sorted { ($0.name, $0.container) < ($1.name, $1.container) }
    }

    private func engineItems(_ usage: EngineUsage) -> [DiskItem] {
        let images = usage.images.filter(ownership.owns).map { image in
            image.item(ownership).used(by: usage.containers.filter { $0.imageID == image.id }, ownership)
        }
        let volumes = usage.volumes.filter(ownership.owns).map { volume in
            let users = usage.containers.filter { $0.mounts.contains { $0.volume == volume.name } }
            return volume.item.used(by: users, ownership)
        }
        return images + volumes
    }

    private func directoryItems(repos used: Set<String>?, _ usage: EngineUsage) async throws -> [DiskItem] {
        let repos = RepoDirectories(root: paths.repos)
        let clones = try await UserThread.run { repos.found() }
        let contents = try await persist.contents()
        let ours = clones.map { (DiskItem.Kind.repo, $0, "\(paths.repos)/\($0)") }
        let theirs =
            try await copies(like: clones, used: used).sorted { $0.key < $1.key }.map { (.copy, $0.value, $0.key) }
            + contents.data.map { (DiskItem.Kind.persist, $0, "\(persist.path)/\($0)") }
            + (contents.replaced + (try await replacedVolumes(usage))).map { (.replaced, $0, $0) }
        let bytes = try await own.bytes(of: ours.map(\.2))
            .merging(try await directories.bytes(of: theirs.map(\.2))) { own, _ in own }
        let items = (ours + theirs).compactMap { kind, name, path in
            bytes[path].map { size in
                let item = DiskItem(kind: kind, name: name, id: path, bytes: size, reason: Self.note(on: kind, path))
                // Nothing sees a clone; containers get its copy.
                guard kind == .persist || kind == .copy else { return item }
                let users = usage.containers.filter { container in
                    container.mounts.contains { StackOwnership.touches($0.source, path) }
                }
                return item.used(by: users, ownership)
            }
        }
        return items + (try await waitingItems())
    }

    /// What an item of this kind is for.
    private static func note(on kind: DiskItem.Kind, _ path: String) -> String? {
        guard kind == .replaced else { return nil }
        return AtomicFile.name(of: path).hasPrefix(PersistStage.placing)
            ? "a restore that was cut off; it holds old or new data" : "what a restore replaced"
    }

    /// A backup that was sent and not yet restored.
    private func waitingItems() async throws -> [DiskItem] {
        guard let stage = shelf.waiting?.stage.directory else { return [] }
        let bytes = try await directories.bytes(of: [stage])[stage] ?? 0
        let reason = "a backup that was sent and not put in place; the next one takes its room"
        return [DiskItem(kind: .replaced, name: stage, id: stage, bytes: bytes, reason: reason)]
    }

    /// Clones and repos in use by the paths of their copies on the machine. A repo of which only directories are mounted, or were, has a copy
    /// in another place.
    func copies(like clones: [String], used: Set<String>?) async throws -> [String: String] {
        let root = MachineTree(root: AtomicFile.parent(of: persist.path)).repos
        let places = Set(clones).union(used ?? []).flatMap { clone in
            [clone, RepoReference("/" + clone).dividedPlace].map { ("\(root)/\($0)", clone) }
        }
        let paths = Dictionary(places) { first, _ in first }
        let found = try await directories.directories(among: Array(paths.keys))
        return paths.filter { found.contains($0.key) }
    }
}

extension StoredImage {
    /// The image as a line of a report.
    func item(_ ownership: StackOwnership, reason: String? = nil) -> DiskItem {
        DiskItem(
            kind: ownership.isTestImage(self) ? .testImage : .image,
            name: tags.first ?? String(id.drop { $0 != ":" }.dropFirst().prefix(12)),
            id: id,
            bytes: bytes,
            reason: reason
        )
    }
}

extension StoredVolume {
    /// The volume as a line of a report.
    var item: DiskItem {
        let isAnonymous = Self.isAnonymous(name)
        return DiskItem(
            kind: .volume,
            name: isAnonymous ? String(name.prefix(12)) : name,
            id: name,
            bytes: bytes,
            reason: isAnonymous ? "without a name" : nil
        )
    }
}

extension DiskItem {
    /// The item with those whose containers use it.
    fileprivate func used(by containers: [StoredContainer], _ ownership: StackOwnership) -> DiskItem {
        var item = self
        item.users = Set(containers.map { ownership.owns($0) ? ownership.service(of: $0) : $0.name }).sorted()
        item.inUse = containers.contains(where: \.isRunning)
        return item
    }
}

extension DiskItem.Kind {
    /// The position of this kind in a list.
    fileprivate var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
