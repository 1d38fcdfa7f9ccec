public import Essentials

/// One asset: what uses it, and whether it is set.
public struct AssetStatus: Codable, Sendable, Equatable {
    /// Its name.
    public var name: String
    /// When it was set; absent when it is not.
    public var setAt: Timestamp?
    /// Size in bytes; absent when it is not set.
    public var bytes: Int?
    /// The apps, services and libs that declare it, each kind by name.
    public var uses: [AssetUse]

    /// An asset's status.
    public init(name: String, setAt: Timestamp? = nil, bytes: Int? = nil, uses: [AssetUse] = []) {
        self.name = name
        self.setAt = setAt
        self.bytes = bytes
        self.uses = uses
    }
}

/// An app, a service or a lib that declares an asset.
public struct AssetUse: Codable, Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Whether an active bundle needs it.
    public var active: Bool
    /// Whether nothing starts without the asset.
    public var required: Bool
    /// Where the asset appears in the container.
    public var path: String

    /// A use with its parts.
    public init(name: String, active: Bool, required: Bool, path: String) {
        self.name = name
        self.active = active
        self.required = required
        self.path = path
    }
}

/// An asset to set or to remove.
public struct AssetRequest: Codable, Sendable, Equatable {
    /// Largest content that can be set, in bytes.
    public static let limit = 4 << 20

    /// Name of the asset.
    public var name: String
    /// Its content; absent to remove it.
    public var content: Data?

    /// A request with its parts.
    public init(name: String, content: Data?) {
        self.name = name
        self.content = content
    }
}

/// What an asset holds.
public struct AssetContent: Codable, Sendable, Equatable {
    /// Name of the asset.
    public var name: String
    /// What it holds.
    public var content: Data

    /// A content with its name.
    public init(name: String, content: Data) {
        self.name = name
        self.content = content
    }
}
