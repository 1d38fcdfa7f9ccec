import Essentials

/// The last member of a backup: its contents, and the checksum of everything before it.
public struct BackupManifest: Codable, Sendable, Equatable {
    /// Name of the member.
    public static let name = ".dusty-backup.json"
    /// The only value of `format` that this version knows.
    public static let format = "dusty-backup-1"

    /// Which kind of archive it is.
    public var format: String
    /// Stack it was made of.
    public var stack: String
    /// When it was made.
    public var createdAt: Timestamp
    /// Directories and files at the top of `/persist` that are in it.
    public var names: [String]
    /// Files, directories and links in it.
    public var entries: Int
    /// Bytes of the archive before the manifest.
    public var bytes: Int64
    /// SHA-256 of those bytes.
    public var sha256: String
    /// Irregularities, such as files that changed while they were read.
    public var warnings: [String]
}
