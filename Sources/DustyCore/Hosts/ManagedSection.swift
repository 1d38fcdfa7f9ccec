/// Our section of a text file that is not ours: everything outside it stays byte for byte.
///
/// A section reaches from its first marker line to its last one. A first marker without a last one does not own what
/// follows, because that may belong to others: only the marker itself goes, and directly following lines that `isOwn`
/// recognises.
public struct ManagedSection: Sendable {
    /// First line, without line ending.
    public var begin: String
    /// Last line, without line ending.
    public var end: String
    /// Recognises lines of ours below a first marker that has no last one.
    public var isOwn: @Sendable (String) -> Bool

    /// A section between two marker lines.
    public init(begin: String, end: String, isOwn: @escaping @Sendable (String) -> Bool = { _ in false }) {
        self.begin = begin
        self.end = end
        self.isOwn = isOwn
    }

    /// The file with exactly one section with these lines, where the first one was, else at the end. A file without a
    /// final line ending stays without one.
    public func replacing(in bytes: [UInt8], with body: [String]) -> [UInt8] {
        let ending: [UInt8] = Self.usesCRLF(bytes) ? [0x0D, 0x0A] : [0x0A]
        let text = ([begin] + body + [end]).map { Array($0.utf8) }
        let section = Array(text.joined(separator: ending))
        let lines = Self.lines(of: bytes)
        let owned = ownedRanges(in: lines)
        guard let first = owned.first else {
            if bytes.isEmpty || bytes.last == 0x0A { return bytes + section + ending }
            return bytes + ending + section
        }
        var result: [UInt8] = []
        for (index, line) in lines.enumerated() {
            if index == first.lowerBound {
                let closes = lines[first].last?.last == 0x0A || first.upperBound < lines.count
                result += closes ? section + ending : section
            }
            if !owned.contains(where: { $0.contains(index) }) { result += line }
        }
        return result
    }

    /// The file without any section.
    public func removing(from bytes: [UInt8]) -> [UInt8] {
        let lines = Self.lines(of: bytes)
        let owned = ownedRanges(in: lines)
        guard let last = owned.last else { return bytes }
        var kept: [UInt8] = []
        for (index, line) in lines.enumerated() where !owned.contains(where: { $0.contains(index) }) { kept += line }
        // `replacing` adds a line ending before a section at the very end if the file had none there: remove it again.
        if last.upperBound == lines.count, bytes.last != 0x0A, kept.last == 0x0A {
            // The same rule as there: a carriage return at the end of the last line belongs to the file unless its
            // lines end with one.
            kept.removeLast()
            if Self.usesCRLF(kept), kept.last == 0x0D { kept.removeLast() }
        }
        return kept
    }

    /// The lines inside the first complete section; nil when there is none.
    public func body(in bytes: [UInt8]) -> [String]? {
        let lines = Self.lines(of: bytes)
        for range in ownedRanges(in: lines) where range.count > 1 {
            let texts = lines[range].map(Self.text)
            if texts.first == begin, texts.last == end { return Array(texts.dropFirst().dropLast()) }
        }
        return nil
    }

    private func ownedRanges(in lines: [ArraySlice<UInt8>]) -> [Range<Int>] {
        let texts = lines.map(Self.text)
        var ranges: [Range<Int>] = []
        var index = 0
        while index < texts.count {
            if texts[index] == end {
                ranges.append(index..<(index + 1))
            } else if texts[index] == begin {
                let rest = (index + 1)..<texts.count
                let stop = rest.first { texts[$0] == begin || texts[$0] == end }
                if let stop, texts[stop] == end {
                    ranges.append(index..<(stop + 1))
                } else {
                    let strange = rest.first { !isOwn(texts[$0]) } ?? texts.count
                    ranges.append(index..<strange)
                }
            }
            index = max(index + 1, ranges.last?.upperBound ?? 0)
        }
        return ranges
    }

    /// Lines with their line endings.
    private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
            lines.append(bytes[start..<end])
            start = end
        }
        return lines
    }

    /// A line without line ending and trailing blanks, for comparison.
    private static func text(_ line: ArraySlice<UInt8>) -> String {
        var line = line
        while let last = line.last, [0x0A, 0x0D, 0x20, 0x09].contains(last) { line = line.dropLast() }
        return String(decoding: line, as: UTF8.self)
    }

    /// Whether lines end as on Windows: the first one decides, or, if none ends, its last byte.
    private static func usesCRLF(_ bytes: [UInt8]) -> Bool {
        guard let end = bytes.firstIndex(of: 0x0A) else { return bytes.last == 0x0D }
        return end > 0 && bytes[end - 1] == 0x0D
    }
}
