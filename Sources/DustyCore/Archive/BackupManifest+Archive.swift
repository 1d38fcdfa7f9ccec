extension BackupManifest {
    /// The manifest of a scanned archive.
    public init(of archive: TarScanner, stack: String, createdAt: Timestamp, warnings: [String]) {
        format = archive.volumes.isEmpty ? Self.format : Self.formatWithVolumes
        self.stack = stack
        self.createdAt = createdAt
        names = archive.names.sorted()
        volumes = archive.volumes.isEmpty ? nil : archive.volumes.sorted()
        entries = archive.entries
        bytes = archive.bytes
        sha256 = archive.checksum
        self.warnings = warnings
    }

    /// The manifest as the end of an archive: its member and the two blocks that end every archive.
    public func ending() throws -> [UInt8] {
        let content = Array(try Wire.encode(self, pretty: true))
        let header = TarHeader(name: Self.name, size: Int64(content.count))
        let padding = [UInt8](
            repeating: 0,
            count: TarHeader.padding(after: Int64(content.count)) + TarScanner.end.count
        )
        return header.block(modified: createdAt.milliseconds / 1000) + content + padding
    }
}
