/// A file or directory in the container of an app or a service.
public struct ContainerPlace: Sendable, Equatable {
    /// App or service.
    public var name: String
    /// Absolute path in its container.
    public var path: String

    /// A place with its parts.
    public init(name: String, path: String) {
        self.name = name
        self.path = path
    }
}

/// What a path in a container is.
public struct ArchiveEntry: Codable, Sendable, Equatable {
    /// Kinds of entries.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case file, directory, link, other
    }

    /// Last component of the path.
    public var name: String
    /// What it is.
    public var kind: Kind
    /// Bytes of a file.
    public var size: Int64
    /// Where a link leads.
    public var linkTarget: String?

    /// An entry with its parts.
    public init(name: String, kind: Kind, size: Int64, linkTarget: String? = nil) {
        self.name = name
        self.kind = kind
        self.size = size
        self.linkTarget = linkTarget
    }
}

/// The result of unpacking an archive in a container.
public struct ArchiveReceipt: Codable, Sendable, Equatable {
    /// Bytes of the archive.
    public var bytes: Int64

    /// A receipt for an archive.
    public init(bytes: Int64) {
        self.bytes = bytes
    }
}

/// Takes bytes and returns when it can take more.
public typealias ByteSink = @Sendable ([UInt8]) async throws -> Void
