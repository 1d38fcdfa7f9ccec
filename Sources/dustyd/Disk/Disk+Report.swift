import DustyCore
import Glibc

extension Disk {
    /// What takes space.
    func report(repos used: Set<String>?) async throws -> DiskReport {
        let usage = try await storage.usage()
        let volumes = [("state", paths.state), ("engine", paths.machineName == nil ? usage.root ?? "" : "")]
            .compactMap { DirectorySizes.space($0.0, of: $0.1) }
        var items = engineItems(usage)
        items += try await directoryItems(repos: used)
        return DiskReport(
            volumes: volumes,
            services: try await services(usage),
            items: items.sorted { ($0.kind.order, -$0.bytes, $0.name) < ($1.kind.order, -$1.bytes, $1.name) },
            buildCacheBytes: usage.buildCacheBytes
        )
    }

    private func services(_ usage: EngineUsage) async throws -> [ServiceSpace] {
        let images = Dictionary(usage.images.map { ($0.id, $0.bytes) }, uniquingKeysWith: { first, _ in first })
        let volumes = Dictionary(usage.volumes.map { ($0.name, $0.bytes) }, uniquingKeysWith: { first, _ in first })
        var rows: [ServiceSpace] = []
        for container in usage.containers where ownership.owns(container) {
            let log = try await storage.logPath(container: container.id)
            rows.append(
                ServiceSpace(
                    name: ownership.service(of: container),
                    container: container.name,
                    image: container.image,
                    imageBytes: images[container.imageID] ?? 0,
                    layerBytes: container.layerBytes,
                    volumeBytes: container.mounts.reduce(0) { $0 + ($1.volume.flatMap { volumes[$0] } ?? 0) },
                    logBytes: log.map(Self.fileSize) ?? 0
                )
            )
        }
        return rows.sorted { ($0.name, $0.container) < ($1.name, $1.container) }
    }

    private func engineItems(_ usage: EngineUsage) -> [DiskItem] {
        usage.images.filter(ownership.owns).map { $0.item(ownership) }
            + usage.volumes.filter(ownership.owns).map(\.item)
    }

    private func directoryItems(repos used: Set<String>?) async throws -> [DiskItem] {
        let clones = RepoDirectories(root: paths.repos).found()
        let copies = RepoDirectories(root: MachineTree(root: paths.machine).repos).copies(like: clones, used: used)
        let places =
            clones.map { (DiskItem.Kind.repo, $0, "\(paths.repos)/\($0)") }
            + copies.map { (.copy, $0, "\(MachineTree(root: paths.machine).repos)/\($0)") }
            + persist.names().map { (.persist, $0, "\(persist.path)/\($0)") }
            + persist.replaced().map { (.replaced, $0, $0) }
        let bytes = try await sizes.bytes(of: places.map(\.2))
        return places.compactMap { kind, name, path in
            bytes[path].map { DiskItem(kind: kind, name: name, id: path, bytes: $0) }
        }
    }

    private static func fileSize(_ path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
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
    var item: DiskItem { DiskItem(kind: .volume, name: name, id: name, bytes: bytes) }
}

extension DiskItem.Kind {
    /// Where things of this kind stand in a list.
    fileprivate var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
