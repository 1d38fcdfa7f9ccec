public import Essentials

/// Splits a byte stream into lines; a line may arrive in any number of pieces.
public struct LineSplitter: Sendable {
    private var pending = Data()
    /// The rest is cut off after this many bytes of a line.
    public let limit: Int

    /// A splitter that keeps at most `limit` bytes of a line.
    public init(limit: Int = 16 << 20) {
        self.limit = limit
    }

    /// Adds a piece; returns the lines it completes, without their line endings.
    public mutating func append(_ bytes: [UInt8]) -> [Data] {
        bytes.withUnsafeBytes { bytes in
            var lines: [Data] = []
            var start = 0
            while let end = ByteSearch.first(0x0A, in: bytes, from: start) {
                keep(bytes[start..<end])
                lines.append(pending)
                pending = Data()
                start = end + 1
            }
            keep(bytes[start...])
            return lines
        }
    }

    /// What came after the last line ending; nil when nothing did.
    public mutating func finish() -> Data? {
        defer { pending = Data() }
        return pending.isEmpty ? nil : pending
    }

    private mutating func keep(_ piece: Slice<UnsafeRawBufferPointer>) {
        let room = piece.prefix(max(0, limit - pending.count))
        guard !room.isEmpty else { return }
        pending.append(contentsOf: UnsafeRawBufferPointer(rebasing: room))
    }
}
