/// A manifest in its file: a line with its format, the fields with their lengths, and a checksum of all of it.
extension Manifest {
    private static let mark = Array("dusty manifest 2\n".utf8)

    var bytes: [UInt8] {
        var bytes = Self.mark
        bytes.reserveCapacity(listing.bytes.count + 12 * marks.count + 200)
        for field in [Array(target.utf8), Array(source.utf8), listing.bytes] {
            Self.put(UInt64(field.count), to: &bytes)
            bytes += field
        }
        Self.put(state, to: &bytes)
        Self.put(UInt64(marks.count), to: &bytes)
        for mark in marks {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: mark >> shift))
            }
        }
        for print in prints { Self.put(print.value, to: &bytes) }
        Self.put(Self.sum(bytes[...]), to: &bytes)
        return bytes
    }

    /// Reads a file's bytes; nil when they are not exactly what was written.
    init?(bytes: [UInt8]) {
        var rest = bytes[...]
        guard bytes.count > 8, rest.starts(with: Self.mark) else { return nil }
        var end = rest.suffix(8)
        rest = rest.dropLast(8)
        guard Self.number(&end) == Self.sum(rest) else { return nil }
        rest = rest.dropFirst(Self.mark.count)
        guard let target = Self.field(&rest), let source = Self.field(&rest), let paths = Self.field(&rest),
            let target = String(validating: target, as: UTF8.self),
            let source = String(validating: source, as: UTF8.self),
            let listing = PathListing(bytes: paths), let state = Self.number(&rest), let count = Self.number(&rest),
            count == UInt64(listing.count), rest.count == 12 * listing.count
        else { return nil }
        let start = rest.startIndex
        let marks = (0..<listing.count).map { index in
            (0..<4).reduce(UInt32(0)) { $0 | UInt32(rest[start + 4 * index + $1]) << UInt32(8 * $1) }
        }
        rest = rest.dropFirst(4 * listing.count)
        let prints = (0..<listing.count).compactMap { _ in Self.number(&rest).map { FilePrint(value: $0) } }
        self.init(target: target, source: source, state: state, listing: listing, marks: marks, prints: prints)
    }

    /// What was copied of the path of this number; unknown when the bytes do not contain it.
    static func print(number: Int, in bytes: [UInt8], behind listing: Range<Int>) -> FilePrint {
        var rest = bytes[listing.upperBound...].dropFirst(8)
        guard let count = Self.number(&rest), number < Int(clamping: count), rest.count >= 12 * Int(clamping: count)
        else {
            return .unknown
        }
        rest = rest.dropFirst(4 * Int(clamping: count) + 8 * number)
        return Self.number(&rest).map { FilePrint(value: $0) } ?? .unknown
    }

    /// Where in a file's bytes the paths are; nil for bytes that are not exactly what was written of this copy.
    static func listing(in bytes: [UInt8], of target: String, from source: String) -> Range<Int>? {
        guard bytes.count > 8, bytes.starts(with: mark) else { return nil }
        var end = bytes[...].suffix(8)
        guard number(&end) == sum(bytes.dropLast(8)) else { return nil }
        var start = mark.count
        for text in [target, source] {
            var length = bytes[start...]
            guard number(&length) == UInt64(text.utf8.count), length.starts(with: text.utf8) else { return nil }
            start += 8 + text.utf8.count
        }
        var length = bytes[start...]
        guard let count = number(&length), count <= UInt64(length.count) else { return nil }
        return (start + 8)..<(start + 8 + Int(count))
    }

    private static func put(_ number: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    private static func number(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        guard rest.count >= 8 else { return nil }
        defer { rest = rest.dropFirst(8) }
        return rest.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func field(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard let count = number(&rest), count <= UInt64(rest.count) else { return nil }
        defer { rest = rest.dropFirst(Int(count)) }
        return Array(rest.prefix(Int(count)))
    }

    private static func sum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash = StableHash()
        hash.add(bytes)
        return hash.value
    }
}
