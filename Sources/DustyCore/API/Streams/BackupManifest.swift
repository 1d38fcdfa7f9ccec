import Essentials

/// The last member of a backup: its contents, and the checksum of everything before it.
public struct BackupManifest: Codable, Sendable, Equatable {
    /// Name of the member.
    public static let name = ".dusty-backup.json"
    /// Format of an archive of entries of `/persist`.
    public static let format = "dusty-backup-1"
    /// Format of an archive that has volumes too. Versions that do not know it would put them into `/persist`.
    public static let formatWithVolumes = "dusty-backup-2"
    /// Directory of an archive that volumes are in, each below its name.
    public static let volumesDirectory = ".dusty-volumes"

    /// Whether a volume of this name can be in an archive.
    public static func isVolumeName(_ name: String) -> Bool {
        func isWord(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
        }
        guard let first = name.utf8.first, isWord(first), name.utf8.count <= 200 else { return false }
        return name.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    /// Which kind of archive it is.
    public var format: String
    /// Stack it was made of.
    public var stack: String
    /// When it was made.
    public var createdAt: Timestamp
    /// Directories and files at the top of `/persist` that are in it.
    public var names: [String]
    /// Named volumes in it, without the project's name; absent when there are none.
    public var volumes: [String]?
    /// Files, directories and links in it.
    public var entries: Int
    /// Bytes of the archive before the manifest.
    public var bytes: Int64
    /// SHA-256 of those bytes.
    public var sha256: String
    /// Irregularities, such as files that changed while they were read.
    public var warnings: [String]

    /// What is in it, in words.
    public var contents: String {
        (names + (volumes ?? []).map { "the volume \($0)" }).joined(separator: ", ")
    }
}
