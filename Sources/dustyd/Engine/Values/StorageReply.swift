/// What the engine answers to `/system/df`.
struct StorageReply: Decodable {
    struct Container: Decodable {
        struct Mount: Decodable {
            let source: String?
            let name: String?
            let writable: Bool?
            private enum CodingKeys: String, CodingKey {
                case source = "Source"
                case name = "Name"
                case writable = "RW"
            }
        }
        let id: String
        let names: [String]?
        let image: String
        let imageID: String
        let state: ObservedContainer.Status?
        let labels: [String: String]?
        let layer: Int64?
        let mounts: [Mount]?
        private enum CodingKeys: String, CodingKey {
            case id = "Id"
            case names = "Names"
            case image = "Image"
            case imageID = "ImageID"
            case state = "State"
            case labels = "Labels"
            case layer = "SizeRw"
            case mounts = "Mounts"
        }
    }

    struct Image: Decodable {
        let id: String
        let tags: [String]?
        let labels: [String: String]?
        let size: Int64?
        private enum CodingKeys: String, CodingKey {
            case id = "Id"
            case tags = "RepoTags"
            case labels = "Labels"
            case size = "Size"
        }
    }

    struct Volume: Decodable {
        struct Usage: Decodable {
            let size: Int64?
            private enum CodingKeys: String, CodingKey { case size = "Size" }
        }
        let name: String
        let labels: [String: String]?
        let usage: Usage?
        private enum CodingKeys: String, CodingKey {
            case name = "Name"
            case labels = "Labels"
            case usage = "UsageData"
        }
    }

    struct Cache: Decodable {
        let size: Int64?
        private enum CodingKeys: String, CodingKey { case size = "Size" }
    }

    let containers: [Container]?
    let images: [Image]?
    let volumes: [Volume]?
    let caches: [Cache]?
    private enum CodingKeys: String, CodingKey {
        case containers = "Containers"
        case images = "Images"
        case volumes = "Volumes"
        case caches = "BuildCache"
    }

    /// The answer in the daemon's own terms.
    var usage: EngineUsage {
        EngineUsage(
            containers: (containers ?? []).map(\.stored),
            images: (images ?? []).map { image in
                StoredImage(
                    id: image.id,
                    // The engine writes this for an image without a name.
                    tags: (image.tags ?? []).filter { $0 != "<none>:<none>" },
                    labels: image.labels ?? [:],
                    bytes: Self.size(image.size)
                )
            },
            volumes: (volumes ?? []).map { volume in
                StoredVolume(name: volume.name, labels: volume.labels ?? [:], bytes: Self.size(volume.usage?.size))
            },
            buildCacheBytes: (caches ?? []).reduce(0) { min($0 + Self.size($1.size), Self.largest) }
        )
    }
}

extension StorageReply {
    /// Larger than any real one, and small enough to be added up.
    private static let largest: Int64 = 1 << 50

    /// A size as the engine reports it, possibly of another machine: -1 means none, and the figure may be any number.
    fileprivate static func size(_ told: Int64?) -> Int64 {
        min(max(0, told ?? 0), largest)
    }
}

extension StorageReply.Container {
    fileprivate var stored: StoredContainer {
        StoredContainer(
            id: id,
            name: names?.first.map { String($0.drop { $0 == "/" }) } ?? id,
            image: image,
            imageID: imageID,
            status: state ?? .init(rawValue: ""),
            labels: labels ?? [:],
            layerBytes: StorageReply.size(layer),
            mounts: (mounts ?? []).map { mount in
                StoredContainer.Mount(
                    source: mount.source ?? "",
                    volume: mount.name?.isEmpty == false ? mount.name : nil,
                    writable: mount.writable ?? true
                )
            }
        )
    }
}
