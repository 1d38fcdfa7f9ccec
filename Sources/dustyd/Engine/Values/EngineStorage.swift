import DustyCore

/// What the engine keeps on its disk, and its removal. What is gone already is no error.
protocol EngineStorage: Sendable {
    /// Everything the engine stores, not only what is ours.
    func usage() async throws -> EngineUsage
    /// File on the machine that a container's log is written to; nil when its log driver writes none.
    func logPath(container: String) async throws -> String?
    /// Removes a container that does not run, with its anonymous volumes. Throws `.conflict` when it runs.
    func removeContainer(_ id: String) async throws
    /// Removes an image. Throws `.conflict` when a container uses it.
    func removeImage(_ id: String) async throws
    /// Names of a stack's volumes: they have its names, and its label.
    func volumes(of names: StackNames) async throws -> [String]
    /// Where a volume is; nil when there is none of that name.
    func volume(_ name: String) async throws -> VolumePlace?
    /// Makes a volume of the engine's own kind, and says where it is.
    func makeVolume(_ name: String, labels: [String: String]) async throws -> VolumePlace
    /// Removes a volume. Throws `.conflict` when a container uses it.
    func removeVolume(_ name: String) async throws
}

/// Where an engine keeps a volume.
struct VolumePlace: Sendable, Equatable {
    var name: String
    /// What keeps it, such as `local`.
    var driver: String
    /// Whether it was made with options, such as another directory or a remote one.
    var hasOptions: Bool
    /// Directory of its files.
    var directory: String
}

/// Stopping and starting containers as they are.
protocol EnginePower: Sendable {
    /// Starts a container; one that runs is no error.
    func start(container: String) async throws
    /// Ends a container; one that does not run is no error. When cancelled midway it goes no further.
    func end(container: String, grace seconds: Int) async throws
}

/// Everything an engine keeps.
struct EngineUsage: Sendable, Equatable {
    var containers: [StoredContainer] = []
    var images: [StoredImage] = []
    var volumes: [StoredVolume] = []
    /// Bytes of the build cache.
    var buildCacheBytes: Int64 = 0
    /// Directory on the machine that contains all of it.
    var root: String?
}

/// A container, and what it keeps.
struct StoredContainer: Sendable, Equatable {
    /// A directory or volume that it sees.
    struct Mount: Sendable, Equatable {
        /// Path on the machine.
        var source: String
        /// Name of the volume; nil for a directory.
        var volume: String?
        /// Whether it may write there.
        var writable: Bool
    }

    var id: String
    /// Name without the leading slash.
    var name: String
    var image: String
    var imageID: String
    var status: ObservedContainer.Status
    var labels: [String: String]
    /// Bytes that it wrote over its image.
    var layerBytes: Int64
    var mounts: [Mount]

    /// Whether it is running.
    var isRunning: Bool { [.running, .restarting, .paused].contains(status) }
}

/// An image.
struct StoredImage: Sendable, Equatable {
    var id: String
    /// Names with tags; none when another image has taken them.
    var tags: [String]
    var labels: [String: String]
    var bytes: Int64
}

/// A named or anonymous volume.
struct StoredVolume: Sendable, Equatable {
    /// Whether a name is one that the engine gives to anonymous volumes.
    static func isAnonymous(_ name: String) -> Bool {
        name.utf8.count == 64 && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    var name: String
    var labels: [String: String]
    /// Bytes in it; 0 when the engine does not know.
    var bytes: Int64
}
