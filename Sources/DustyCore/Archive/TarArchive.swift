/// Small texts as one compressed tar archive, made in memory.
public struct TarArchive: Sendable {
    /// Largest block that gzip stores uncompressed.
    private static let storedLimit = 65_535

    private var bytes: [UInt8] = []
    private let seconds: Int64

    /// An archive whose members all have this time.
    public init(modified time: Timestamp) {
        seconds = time.milliseconds / 1000
    }

    /// Adds a file; names longer than 100 bytes are cut.
    public mutating func add(_ name: String, _ text: String) {
        let content = Array(text.utf8)
        bytes += TarHeader(name: name, size: Int64(content.count), mode: 0o644).block(modified: seconds)
        bytes += content
        bytes += [UInt8](repeating: 0, count: TarHeader.padding(after: Int64(content.count)))
    }

    /// Adds a directory that only its owner can enter.
    public mutating func addDirectory(_ name: String) {
        var header = TarHeader(name: name, size: 0, mode: 0o700)
        header.type = "5"
        bytes += header.block(modified: seconds)
    }

    /// The archive as it is.
    public func plain() -> [UInt8] { bytes + TarScanner.end }

    /// The archive in gzip's format. Its blocks are stored, not compressed: any tool reads it, and no library is needed
    /// to write it.
    public func gzipped() -> [UInt8] {
        let content = plain()
        var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        var start = 0
        while start < content.count {
            let end = min(start + Self.storedLimit, content.count)
            let size = UInt16(end - start)
            result.append(end == content.count ? 1 : 0)
            result += Self.little(UInt32(size), 2) + Self.little(UInt32(~size), 2) + content[start..<end]
            start = end
        }
        return result + Self.little(CRC32.checksum(content), 4)
            + Self.little(UInt32(truncatingIfNeeded: content.count), 4)
    }

    private static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32($0 * 8)) }
    }
}

/// The checksum that gzip ends with.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    /// The checksum of bytes.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
    }
}
