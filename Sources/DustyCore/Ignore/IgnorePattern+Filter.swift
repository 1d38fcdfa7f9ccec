/// A line as a pattern of rsync. Its patterns are those of git but for `**`, which has no parts of a path to itself there.
extension IgnorePattern {
    /// How long a line may be that rsync is given, and how many stars it may have.
    private static let length = 1000
    private static let stars = 8
    private static let crossings = 3

    /// What a line must be to mean the same to rsync, in words.
    public static let plainness =
        "it is longer than \(length) bytes, has more than \(stars) stars or \(crossings) `**`, a `**` that does not stand alone "
        + "between slashes, or letters such as `\\` or `[:` that are not for names of files"

    /// Whether it means the same to rsync, and takes neither side long.
    public var isPlain: Bool { parts != nil }

    private enum Part: Equatable {
        /// Any number of directories.
        case crossing
        case text([Letter])
    }

    private enum Letter: Equatable {
        case literal(UInt8)
        /// `*`, `?` or letters between brackets, as written.
        case wild([UInt8])
    }

    /// The patterns that match what it does, for a file of rules of this directory.
    func filters(below directory: [UInt8]) -> [[UInt8]] {
        guard let parts else { return [] }
        if isName {
            guard !directory.isEmpty else { return [rendered(parts, isAnchored: false)] }
            let above = Self.literal(directory)
            return [above + parts, above + [.crossing] + parts].map { rendered($0, isAnchored: true) }
        }
        return Self.variants(Self.literal(directory) + parts).map { rendered($0, isAnchored: true) }
    }

    /// `a/**/b` is `a/b` as well, which a pattern of rsync is not.
    private static func variants(_ parts: [Part]) -> [[Part]] {
        guard let place = parts.dropLast().firstIndex(of: .crossing) else { return [parts] }
        let before = Array(parts[..<place])
        return variants(Array(parts[(place + 1)...])).flatMap { [before + $0, before + [.crossing] + $0] }
    }

    private static func literal(_ directory: [UInt8]) -> [Part] {
        directory.split(separator: UInt8(ascii: "/")).map { name in
            // What would end the line is matched by any letter.
            .text(name.map { $0 == 0x0A || $0 == 0x0D ? .wild([UInt8(ascii: "?")]) : .literal($0) })
        }
    }

    private func rendered(_ parts: [Part], isAnchored: Bool) -> [UInt8] {
        // To rsync a backslash is one only where there is something to quote.
        let quotes = parts.contains { part in
            guard case .text(let letters) = part else { return true }
            return letters.contains { letter in
                guard case .literal(let byte) = letter else { return true }
                return Self.special.contains(byte)
            }
        }
        let texts = parts.map { part -> [UInt8] in
            guard case .text(let letters) = part else { return Array("**".utf8) }
            return letters.flatMap { letter -> [UInt8] in
                switch letter {
                case .wild(let bytes): bytes
                case .literal(let byte): quotes && Self.quoted.contains(byte) ? [UInt8(ascii: "\\"), byte] : [byte]
                }
            }
        }
        let slash = UInt8(ascii: "/")
        return (isAnchored ? [slash] : []) + Array(texts.joined(separator: [slash])) + (isForDirectories ? [slash] : [])
    }

    /// Its parts; nil where rsync would take it for something else, or for long.
    private var parts: [Part]? {
        guard pattern.count <= Self.length, pattern.count(where: { $0 == UInt8(ascii: "*") }) <= Self.stars,
            !pattern.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { return nil }
        var parts: [Part] = []
        for piece in pattern.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            if piece.count > 1, piece.allSatisfy({ $0 == UInt8(ascii: "*") }) {
                // In a name alone it is a star like any other.
                guard !isName, parts.last != .crossing else { return nil }
                parts.append(.crossing)
            } else if let letters = Self.letters(piece) {
                parts.append(.text(letters))
            } else {
                return nil
            }
        }
        return parts.count(where: { $0 == .crossing }) <= Self.crossings ? parts : nil
    }

    private static func letters(_ piece: ArraySlice<UInt8>) -> [Letter]? {
        guard !piece.isEmpty, piece != [UInt8(ascii: ".")], piece != Array("..".utf8)[...] else { return nil }
        var letters: [Letter] = []
        var rest = piece
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "*"):
                guard rest.first != byte else { return nil }
                letters.append(.wild([byte]))
            case UInt8(ascii: "?"): letters.append(.wild([byte]))
            case UInt8(ascii: "["):
                guard let set = set(&rest) else { return nil }
                letters.append(.wild([byte] + set))
            case UInt8(ascii: "\\"):
                guard let next = rest.popFirst() else { return nil }
                letters.append(.literal(next))
            default: letters.append(.literal(byte))
            }
        }
        return letters
    }

    /// Takes what is between brackets, and the one that ends it; nil where it is more than letters and ranges of them.
    private static func set(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        // A bracket that comes first would be a letter.
        let start = rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "^") ? 2 : 1
        guard let end = rest.dropFirst(start).firstIndex(of: UInt8(ascii: "]")) else { return nil }
        let set = rest[...end]
        guard !set.dropLast().contains(where: { Array("[]\\/".utf8).contains($0) }) else { return nil }
        rest = rest[(end + 1)...]
        return Array(set)
    }

    private static let special = Set("*?[".utf8)
    private static let quoted = Set("*?[]\\".utf8)
}
