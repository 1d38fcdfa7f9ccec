/// What uses disk space: the file systems, each app and service, and everything else that Dusty owns.
public struct DiskReport: Codable, Sendable, Equatable {
    /// The file systems that Dusty and the engine write to.
    public var volumes: [DiskSpace]
    /// One for each container of the stack.
    public var services: [ServiceSpace]
    /// Everything else of Dusty's, largest first within its kind.
    public var items: [DiskItem]
    /// Bytes in the engine's build cache, which belongs to all builds of the engine.
    public var buildCacheBytes: Int64
    /// Networks of the stack, which take no space. Older daemons do not say it.
    public var networks: [DiskNetwork]?

    /// A report with its parts.
    public init(
        volumes: [DiskSpace],
        services: [ServiceSpace],
        items: [DiskItem],
        buildCacheBytes: Int64,
        networks: [DiskNetwork]? = nil
    ) {
        self.volumes = volumes
        self.services = services
        self.items = items
        self.buildCacheBytes = buildCacheBytes
        self.networks = networks
    }
}

/// A network of the stack.
public struct DiskNetwork: Codable, Sendable, Equatable {
    /// Its name.
    public var name: String
    /// How many containers are connected to it.
    public var containers: Int

    /// A network with its parts.
    public init(name: String, containers: Int) {
        self.name = name
        self.containers = containers
    }
}

/// A file system, and how full it is.
public struct DiskSpace: Codable, Sendable, Equatable {
    /// What it is for: `state`, `engine`, or `machine` if that is another host.
    public var name: String
    /// The directory in question.
    public var path: String
    /// Size in bytes.
    public var totalBytes: Int64
    /// Bytes in use.
    public var usedBytes: Int64
    /// Bytes that can still be written.
    public var freeBytes: Int64

    /// A file system with its numbers.
    public init(name: String, path: String, totalBytes: Int64, usedBytes: Int64, freeBytes: Int64) {
        self.name = name
        self.path = path
        self.totalBytes = totalBytes
        self.usedBytes = usedBytes
        self.freeBytes = freeBytes
    }

    /// How full it is, 0 to 100.
    public var usedPercent: Double {
        let all = usedBytes + freeBytes
        return all > 0 ? Double(usedBytes) / Double(all) * 100 : 0
    }
}

/// What one container takes.
public struct ServiceSpace: Codable, Sendable, Equatable {
    /// App or service.
    public var name: String
    /// Its container.
    public var container: String
    /// Its image; the same image counts for each of its users.
    public var image: String
    /// Bytes of the image.
    public var imageBytes: Int64
    /// Bytes that it wrote over its image.
    public var layerBytes: Int64
    /// Bytes in its volumes, if the engine knows them.
    public var volumeBytes: Int64
    /// Bytes of its log.
    public var logBytes: Int64

    /// A container's space with its parts.
    public init(
        name: String,
        container: String,
        image: String,
        imageBytes: Int64,
        layerBytes: Int64,
        volumeBytes: Int64,
        logBytes: Int64
    ) {
        self.name = name
        self.container = container
        self.image = image
        self.imageBytes = imageBytes
        self.layerBytes = layerBytes
        self.volumeBytes = volumeBytes
        self.logBytes = logBytes
    }
}

/// One thing of Dusty's that uses space.
public struct DiskItem: Codable, Sendable, Equatable {
    /// What it is.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// A container.
        case container
        /// An image that was built for the stack.
        case image
        /// The image of a test environment.
        case testImage = "test_image"
        /// A volume of the engine, named or anonymous.
        case volume
        /// A managed clone.
        case repo
        /// The copy of a repo that containers see.
        case copy
        /// A directory or file at the top of `/persist`.
        case persist
        /// What a restore replaced.
        case replaced
    }

    /// What it is.
    public var kind: Kind
    /// Its name, or its path.
    public var name: String
    /// Its id in the engine; the path for a directory.
    public var id: String
    /// How much it takes.
    public var bytes: Int64
    /// Why it can go, or why it stays.
    public var reason: String?
    /// Apps and services whose containers use it; absent where that is not looked at.
    public var users: [String]?
    /// Whether one of these runs; absent together with them.
    public var inUse: Bool?

    /// An item with its parts.
    public init(
        kind: Kind,
        name: String,
        id: String,
        bytes: Int64,
        reason: String? = nil,
        users: [String]? = nil,
        inUse: Bool? = nil
    ) {
        self.kind = kind
        self.name = name
        self.id = id
        self.bytes = bytes
        self.reason = reason
        self.users = users
        self.inUse = inUse
    }
}

/// What a clean-up would do.
public struct CleanupPlan: Codable, Sendable, Equatable {
    /// What would be removed.
    public var remove: [DiskItem]
    /// What stays although nothing uses it, and why.
    public var keep: [DiskItem]

    /// A plan with its parts.
    public init(remove: [DiskItem], keep: [DiskItem]) {
        self.remove = remove
        self.keep = keep
    }

    /// Bytes that would become free.
    public var bytes: Int64 { remove.reduce(0) { $0 + $1.bytes } }

    /// The plan without what is none of these, by name or id; all of it when none is named.
    public func only(_ named: [String]) -> CleanupPlan {
        guard !named.isEmpty else { return self }
        func isMeant(_ item: DiskItem) -> Bool { named.contains(item.id) || named.contains(item.name) }
        return CleanupPlan(remove: remove.filter(isMeant), keep: keep.filter(isMeant))
    }
}
/// Data that would be removed for good.
public struct DataPlan: Codable, Sendable, Equatable {
    /// Volumes of the engine, and what lies in `/persist`.
    public var remove: [DiskItem]
    /// Apps and services that have the same data and are stopped meanwhile.
    public var stops: [String]

    /// A plan with its parts.
    public init(remove: [DiskItem], stops: [String]) {
        self.remove = remove
        self.stops = stops
    }
}

/// What shall be saved.
public struct BackupRequest: Sendable, Equatable {
    /// Directories and files at the top of `/persist`, and named volumes; all when empty.
    public var names: [String]
    /// Whether containers that use them are stopped meanwhile.
    public var stop: Bool

    /// A request with its parts.
    public init(names: [String] = [], stop: Bool = false) {
        self.names = names
        self.stop = stop
    }
}

/// A backup that was unpacked and verified, and waits for a `restore` job.
public struct StagedRestore: Codable, Sendable, Equatable {
    /// Id that names it to the job.
    public var id: String
    /// What it holds.
    public var manifest: BackupManifest
    /// What exists and would be replaced: names in `/persist`, and volumes.
    public var replaces: [String]
    /// Apps and services that would be stopped meanwhile.
    public var stops: [String]

    /// A staged restore with its parts.
    public init(id: String, manifest: BackupManifest, replaces: [String], stops: [String]) {
        self.id = id
        self.manifest = manifest
        self.replaces = replaces
        self.stops = stops
    }
}
