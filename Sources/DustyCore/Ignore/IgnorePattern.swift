/// One line of a file such as `.gitignore`.
public struct IgnorePattern: Sendable, Equatable {
    /// Whether it negates earlier lines.
    public let isNegated: Bool
    let isForDirectories: Bool
    /// Whether it is matched with the last part of a path only.
    let isName: Bool
    let pattern: [UInt8]
    /// How many of its first bytes are meant as they are.
    private let literal: Int

    /// Reads a line; nil for one without a pattern.
    public init?(_ line: some Sequence<UInt8>) {
        var line = Array(line)
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard line.first != UInt8(ascii: "#") else { return nil }
        Self.trim(&line)
        isNegated = line.first == UInt8(ascii: "!")
        if isNegated { line.removeFirst() }
        isForDirectories = line.count > 0 && line.last == Self.slash
        if isForDirectories { line.removeLast() }
        guard !line.isEmpty else { return nil }
        isName = !line.contains(Self.slash)
        if line.first == Self.slash { line.removeFirst() }
        pattern = line
        literal = line.firstIndex { Self.special.contains($0) } ?? line.count
    }

    /// Whether a path below the directory of its file matches.
    func matches(_ path: ArraySlice<UInt8>, isDirectory: Bool) -> Bool {
        if isForDirectories, !isDirectory { return false }
        var text = path
        if isName, let slash = path.lastIndex(of: Self.slash) { text = path[(slash + 1)...] }
        if literal == pattern.count { return text.elementsEqual(pattern) }
        // Git compares the part without wildcards first, and treats the rest as a separate pattern.
        let start = isName ? 0 : literal
        guard text.count >= start, text.prefix(start).elementsEqual(pattern[..<start]) else { return false }
        return Wildcard.matches(text.dropFirst(start), pattern[start...])
    }

    /// Trailing spaces count only after a backslash.
    private static func trim(_ line: inout [UInt8]) {
        var end: Int?
        var place = 0
        while place < line.count {
            switch line[place] {
            case UInt8(ascii: " "): end = end ?? place
            case UInt8(ascii: "\\"):
                place += 1
                end = nil
            default: end = nil
            }
            place += 1
        }
        if let end { line.removeSubrange(end...) }
    }

    private static let slash = UInt8(ascii: "/")
    private static let special = Set("*?[\\".utf8)
}
