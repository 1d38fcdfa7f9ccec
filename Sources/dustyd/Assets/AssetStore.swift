import DustyCore

/// Files that users provide for containers, on the machine. Callers check the names.
protocol AssetStore: Sendable {
    /// Every asset that is set, by name.
    func all() async throws -> [String: StoredAsset]
    /// The content of an asset; nil when it is not set.
    func read(_ name: String) async throws -> [UInt8]?
    /// Sets an asset. One with the same content is left as it is.
    func write(_ name: String, _ bytes: [UInt8]) async throws
    /// Forgets an asset; nothing happens when it is not set.
    func remove(_ name: String) async throws
}

/// An asset that is set, without its content.
struct StoredAsset: Sendable, Equatable {
    /// When it was set.
    var setAt: Timestamp
    /// Changes whenever it is set to something else, and reveals nothing of the content.
    var stamp: String
    /// Size.
    var bytes: Int
}
