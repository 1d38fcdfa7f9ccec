/// The 512 bytes before each member of a tar archive.
public struct TarHeader: Sendable, Equatable {
    /// Size of a header, and what contents are padded to.
    public static let blockSize = 512

    /// Path, as written.
    public var name: String
    /// What the member is, such as `0` for a file, `5` for a directory, `x` for attributes of the next member.
    public var type: Character
    /// Bytes that follow.
    public var size: Int64
    /// Where a link leads, as written.
    public var link: String
    /// Permissions.
    public var mode: Int

    /// A header of a regular file that this process writes.
    public init(name: String, size: Int64, mode: Int = 0o600) {
        self.name = name
        type = "0"
        self.size = size
        link = ""
        self.mode = mode
    }

    /// Reads a block of 512 bytes; nil when its checksum is wrong, so that it is not a header.
    public init?(block: [UInt8]) {
        guard block.count == Self.blockSize, let stated = Self.number(block[148..<156]) else { return nil }
        let sum = block.indices.reduce(Int64(0)) { $0 + Int64((148..<156).contains($1) ? 0x20 : block[$1]) }
        guard sum == stated, let size = Self.number(block[124..<136]), size >= 0 else { return nil }
        self.size = size
        mode = Int(Self.number(block[100..<108]) ?? 0)
        type = block[156] == 0 ? "0" : Character(UnicodeScalar(block[156]))
        link = Self.text(block[157..<257])
        let prefix = block[257..<262].elementsEqual("ustar".utf8) ? Self.text(block[345..<500]) : ""
        name = (prefix.isEmpty ? "" : prefix + "/") + Self.text(block[0..<100])
    }

    /// The header as a block of 512 bytes; a name of more than 100 bytes is cut.
    public func block(modified seconds: Int64 = 0) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: Self.blockSize)
        func put(_ bytes: some Sequence<UInt8>, at start: Int) {
            for (offset, byte) in bytes.enumerated() { block[start + offset] = byte }
        }
        put(name.utf8.prefix(100), at: 0)
        put(Self.octal(Int64(mode), 7), at: 100)
        put(Self.octal(0, 7), at: 108)
        put(Self.octal(0, 7), at: 116)
        put(Self.octal(size, 11), at: 124)
        put(Self.octal(max(0, seconds), 11), at: 136)
        put(String(repeating: " ", count: 8).utf8, at: 148)
        block[156] = type.asciiValue ?? 0x30
        put("ustar".utf8, at: 257)
        put("00".utf8, at: 263)
        let sum = block.reduce(Int64(0)) { $0 + Int64($1) }
        put(Self.octal(sum, 6) + [0, 0x20], at: 148)
        return block
    }

    /// How many bytes pad contents of a size to a whole number of blocks.
    public static func padding(after size: Int64) -> Int {
        Int((512 - size % 512) % 512)
    }

    private static func octal(_ value: Int64, _ digits: Int) -> [UInt8] {
        let text = String(value, radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
    }

    /// Octal digits between blanks, or GNU's binary form for numbers that are too large for them.
    private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        if let first = field.first, first & 0x80 != 0 {
            return field.dropFirst().reduce(Int64(first & 0x7F)) { value, byte in
                value > Int64.max >> 9 ? Int64.max >> 9 : value << 8 | Int64(byte)
            }
        }
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        if digits.isEmpty { return 0 }
        return Int64(String(decoding: digits, as: UTF8.self), radix: 8)
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }
}
