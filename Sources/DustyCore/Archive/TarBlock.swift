/// A header block of a tar archive.
struct TarBlock: Sendable {
    static let length = 512
    /// Fields by offset and length.
    private enum Field {
        static let name = 0..<100
        static let mode = 100..<108
        static let owner = [108..<116, 116..<124]
        static let size = 124..<136
        static let checksum = 148..<156
        static let kind = 156
        static let target = 157..<257
        static let magic = 257..<263
        static let ownerNames = [265..<297, 297..<329]
        static let prefix = 345..<500
    }

    private(set) var bytes: [UInt8]

    /// A header from its bytes. Throws `.failed` when its checksum is wrong.
    init(_ bytes: [UInt8]) throws(DustyError) {
        self.bytes = bytes
        guard bytes.count == Self.length, number(Field.checksum) == Int64(checksum) else {
            throw DustyError(.failed, "the data is not a tar archive, or is damaged")
        }
    }

    /// A header of an entry that describes the next one, with a payload of this size.
    init(describingWith size: Int) {
        bytes = [UInt8](repeating: 0, count: Self.length)
        put("PaxHeader", Field.name)
        put("0000644", 100..<108)
        for field in Field.owner { put("0000000", field) }
        put(Self.octal(Int64(size), digits: 11), Field.size)
        put("00000000000", 136..<148)
        bytes[Field.kind] = UInt8(ascii: "x")
        put("ustar", Field.magic)
        bytes[263] = UInt8(ascii: "0")
        bytes[264] = UInt8(ascii: "0")
        seal()
    }

    var kind: UInt8 {
        get { bytes[Field.kind] }
        set { bytes[Field.kind] = newValue }
    }

    /// The path; the prefix is ustar's, other dialects store times there.
    var name: String {
        let name = text(Field.name)
        let isUstar = bytes[Field.magic].elementsEqual([0x75, 0x73, 0x74, 0x61, 0x72, 0])
        let prefix = isUstar ? text(Field.prefix) : ""
        return prefix.isEmpty ? name : "\(prefix)/\(name)"
    }

    var target: String { text(Field.target) }
    var size: Int64 { max(0, number(Field.size)) }

    /// Sets a path, or as much of it as fits: the description before then has the whole path.
    mutating func set(name: String, target: String) {
        put(name, Field.name)
        put(target, Field.target)
        if bytes[Field.magic].elementsEqual([0x75, 0x73, 0x74, 0x61, 0x72, 0]) { put("", Field.prefix) }
    }

    mutating func giveToRoot() {
        for field in Field.owner { put("0000000", field) }
        for field in Field.ownerNames { put("", field) }
    }

    /// Removes the bits that let a program run as its owner or group. `keeping` are bits beyond those of owner, group
    /// and others that stay.
    mutating func takeRights(keeping: Int64) {
        put(Self.octal(number(Field.mode) & (0o777 | keeping), digits: 7), Field.mode)
    }

    /// Makes the checksum true.
    mutating func seal() {
        put(Self.octal(Int64(checksum), digits: 6), Field.checksum)
        bytes[Field.checksum.upperBound - 1] = UInt8(ascii: " ")
    }

    private var checksum: Int {
        bytes.indices.reduce(0) { $0 + (Field.checksum.contains($1) ? 32 : Int(bytes[$1])) }
    }

    private mutating func put(_ text: String, _ field: Range<Int>) {
        let value = RawName.bytes(text).prefix(field.count)
        bytes.replaceSubrange(field, with: value + [UInt8](repeating: 0, count: field.count - value.count))
    }

    private func text(_ field: Range<Int>) -> String {
        RawName.text(bytes[field].prefix { $0 != 0 })
    }

    /// An octal number, or with the highest bit set a binary one.
    private func number(_ field: Range<Int>) -> Int64 {
        let value = bytes[field]
        if bytes[field.lowerBound] & 0x80 != 0 {
            return value.dropFirst().suffix(8).reduce(0) { $0 << 8 | Int64($1) }
        }
        let digits = value.drop { $0 == 32 }.prefix { $0 >= 48 && $0 < 56 }
        return digits.reduce(0) { $0 << 3 | Int64($1 - 48) }
    }

    private static func octal(_ value: Int64, digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
