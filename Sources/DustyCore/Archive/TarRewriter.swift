/// Changes paths and owners in a tar archive as it streams past; contents are neither changed nor stored.
public struct TarRewriter: Sendable {
    private enum State {
        /// Collecting a header block.
        case header
        /// Collecting the payload of an entry that describes the next one; kind, size, padding after it.
        case description(kind: UInt8, size: Int, padding: Int)
        /// Passing or skipping a payload with its padding.
        case payload(remaining: Int64, passes: Bool)
        /// Behind the two empty blocks.
        case end
    }

    private static let descriptionLimit = 1 << 20
    /// On a directory the bit removes rights: users may delete only their own files in it.
    private static let sticky: Int64 = 0o1000
    /// Prefixes of keys for capabilities, access lists and flags.
    private static let rights = ["SCHILY.xattr.", "SCHILY.acl.", "SCHILY.fflags", "LIBARCHIVE.xattr.", "RHT.security."]

    private let change: @Sendable (TarEntry) throws -> TarEntry?
    private var state = State.header
    private var pending: [UInt8] = []
    private var records = PaxRecords()
    private var longName: String?
    private var longTarget: String?
    private var isEmptyBlockSeen = false

    /// A rewriter that asks `change` about each entry; nil leaves it out.
    public init(change: @escaping @Sendable (TarEntry) throws -> TarEntry?) {
        self.change = change
    }

    /// Adds a piece of the archive, cut anywhere; returns the finished part of the new archive. Throws what `change`
    /// throws, and `.failed` when the archive is damaged.
    public mutating func append(_ bytes: [UInt8]) throws -> [UInt8] {
        var out: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            switch state {
            case .header:
                guard collect(&rest, TarBlock.length) else { break }
                try readHeader(into: &out)
            case .description(let kind, let size, let padding):
                guard collect(&rest, size + padding) else { break }
                try readDescription(kind, Array(pending.prefix(size)))
                pending = []
                state = .header
            case .payload(let remaining, let passes):
                let piece = rest.prefix(Int(min(remaining, Int64(rest.count))))
                if passes { out += piece }
                rest = rest.dropFirst(piece.count)
                let left = remaining - Int64(piece.count)
                state = left == 0 ? .header : .payload(remaining: left, passes: passes)
            case .end:
                rest = []
            }
        }
        return out
    }

    /// The end of the new archive. Throws `.failed` when the old one was truncated.
    public mutating func finish() throws -> [UInt8] {
        guard case .end = state else { throw DustyError(.failed, "the archive ended too early") }
        return [UInt8](repeating: 0, count: 2 * TarBlock.length)
    }

    private mutating func collect(_ rest: inout ArraySlice<UInt8>, _ count: Int) -> Bool {
        let piece = rest.prefix(count - pending.count)
        pending += piece
        rest = rest.dropFirst(piece.count)
        return pending.count == count
    }

    private mutating func readHeader(into out: inout [UInt8]) throws {
        let bytes = pending
        pending = []
        if bytes.allSatisfy({ $0 == 0 }) {
            if isEmptyBlockSeen { state = .end }
            isEmptyBlockSeen = true
            return
        }
        isEmptyBlockSeen = false
        let block = try TarBlock(bytes)
        guard "xgLK".utf8.contains(block.kind) else { return try rewrite(block, into: &out) }
        guard block.size <= Self.descriptionLimit else { throw DustyError(.failed, "the archive is damaged") }
        let size = Int(block.size)
        let padding = Int(Self.padding(behind: block.size))
        state = size + padding == 0 ? .header : .description(kind: block.kind, size: size, padding: padding)
    }

    private mutating func readDescription(_ kind: UInt8, _ payload: [UInt8]) throws {
        let text = RawName.text(payload.prefix { $0 != 0 })
        switch kind {
        case UInt8(ascii: "x"): records = try PaxRecords(payload)
        case UInt8(ascii: "L"): longName = text
        case UInt8(ascii: "K"): longTarget = text
        // Global records are only comments in archives that reach us.
        default: break
        }
    }

    private mutating func rewrite(_ block: TarBlock, into out: inout [UInt8]) throws {
        let size = records.text("size").flatMap { Int64($0) } ?? block.size
        // More than any file system holds, so that sums stay within the range of numbers.
        guard (0...Int64.max >> 8).contains(size) else { throw DustyError(.failed, "the archive is damaged") }
        let entry = TarEntry(
            path: TarEntry.components(records.name("path") ?? longName ?? block.name),
            kind: try Self.kind(block.kind),
            target: records.name("linkpath") ?? longTarget ?? block.target
        )
        let hasPayload = entry.kind == .file
        let changed = try change(entry)
        if let changed { out += write(changed, block) }
        records = PaxRecords()
        longName = nil
        longTarget = nil
        let length = hasPayload ? size + Self.padding(behind: size) : 0
        state = length == 0 ? .header : .payload(remaining: length, passes: changed != nil)
    }

    private func write(_ entry: TarEntry, _ original: TarBlock) -> [UInt8] {
        var block = original
        var records = records
        let path = entry.path.joined(separator: "/") + (entry.kind == .directory ? "/" : "")
        block.set(name: path, target: entry.target)
        records.set("path", name: Self.fits(path) ? nil : path)
        records.set("linkpath", name: Self.fits(entry.target) ? nil : entry.target)
        if !entry.keepsOwner {
            block.giveToRoot()
            for key in ["uid", "gid", "uname", "gname"] { records.set(key, nil) }
        }
        if !entry.givesRights {
            block.takeRights(keeping: entry.kind == .directory ? Self.sticky : 0)
            records.removeAll { key in Self.rights.contains(where: key.hasPrefix) }
        }
        block.seal()
        guard !records.isEmpty else { return block.bytes }
        let payload = records.bytes
        let padding = [UInt8](repeating: 0, count: Int(Self.padding(behind: Int64(payload.count))))
        return TarBlock(describingWith: payload.count).bytes + payload + padding + block.bytes
    }

    /// What a header's field can safely contain in every dialect.
    private static func fits(_ text: String) -> Bool {
        text.utf8.count < 100 && text.utf8.allSatisfy { $0 < 0x80 }
    }

    private static func kind(_ byte: UInt8) throws(DustyError) -> TarEntry.Kind {
        switch byte {
        case UInt8(ascii: "0"), 0, UInt8(ascii: "7"): .file
        case UInt8(ascii: "1"): .hardLink
        case UInt8(ascii: "2"): .symbolicLink
        case UInt8(ascii: "5"): .directory
        case UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "6"): .special
        default: throw DustyError(.failed, "the archive has an entry of the unknown kind \(byte)")
        }
    }

    private static func padding(behind size: Int64) -> Int64 {
        (Int64(TarBlock.length) - size % Int64(TarBlock.length)) % Int64(TarBlock.length)
    }
}
