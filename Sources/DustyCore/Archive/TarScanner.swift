import Essentials

/// Reads a backup as it arrives, refuses what could do harm when it is unpacked, and counts its contents.
///
/// Members may be files, directories, links and pipes below the directory they are unpacked in. No member's path may be
/// absolute, climb, or lead through a link of the archive; devices are refused. Everything before the manifest is
/// handed on, the manifest itself is kept.
public struct TarScanner: Sendable {
    /// What ends an archive.
    public static let end = [UInt8](repeating: 0, count: 2 * TarHeader.blockSize)

    private enum State: Sendable {
        case header
        /// This much of a member's content and padding is still to come.
        case content(Int64)
        /// Like `content`, for attributes of the next member or for the manifest, which are parsed.
        case kept(Int64, size: Int, isManifest: Bool)
        case ended
    }

    /// Longest attributes or manifest that are read into memory.
    private static let keptLimit: Int64 = 8 << 20

    /// Files, directories and links so far.
    public private(set) var entries = 0
    /// Bytes before the manifest so far.
    public private(set) var bytes: Int64 = 0
    /// First components of the members' paths, apart from that of volumes.
    public private(set) var names: Set<String> = []
    /// Names of the volumes.
    public private(set) var volumes: Set<String> = []
    private var state = State.header
    private var block: [UInt8] = []
    private var kept: [UInt8] = []
    private var attributes = PaxRecords()
    private var links: Set<String> = []
    private var hash = SHA256()
    private var manifest: BackupManifest?

    /// A scanner at the beginning of an archive.
    public init() {}

    /// SHA-256 of everything before the manifest so far.
    public var checksum: String { hash.hexadecimal() }

    /// Whether the archive's own end has come.
    public var hasEnded: Bool { if case .ended = state { true } else { false } }

    /// Takes another archive behind one that has ended, as one whole.
    public mutating func goOn() {
        if hasEnded { state = .header }
    }

    /// Adds bytes, cut anywhere; returns those that may be passed on. Throws `.invalid` when the archive cannot be
    /// trusted.
    public mutating func append(_ piece: [UInt8]) throws(DustyError) -> [UInt8] {
        var rest = piece[...]
        var passed: [UInt8] = []
        while !rest.isEmpty {
            switch state {
            case .header: try takeHeader(&rest, &passed)
            case .content(let left):
                let part = rest.prefix(Int(min(left, Int64(rest.count))))
                rest = rest.dropFirst(part.count)
                passed += part
                state = Int64(part.count) == left ? .header : .content(left - Int64(part.count))
            case .kept(let left, let size, let isManifest):
                let part = rest.prefix(Int(min(left, Int64(rest.count))))
                rest = rest.dropFirst(part.count)
                kept += part
                if !isManifest { passed += part }
                state = .kept(left - Int64(part.count), size: size, isManifest: isManifest)
                if Int64(part.count) == left { try takeKept(size: size, isManifest: isManifest) }
            case .ended:
                guard rest.allSatisfy({ $0 == 0 }) else { throw Self.refusal("data follows its end") }
                rest = []
            }
        }
        bytes += Int64(passed.count)
        hash.update(passed)
        return passed
    }

    /// The manifest of an archive that is complete. Throws `.invalid` when there is none or it describes another archive.
    public func finished() throws(DustyError) -> BackupManifest {
        guard let manifest else {
            guard case .ended = state else {
                throw Self.refusal(bytes == 0 && block.isEmpty ? "it is empty" : "it is truncated; its end is missing")
            }
            throw Self.refusal("it has no manifest")
        }
        guard case .ended = state else { throw Self.refusal("it is truncated; its end is missing") }
        guard manifest.bytes == bytes, manifest.sha256 == checksum else {
            throw Self.refusal("its checksum is wrong: it was changed after it was made")
        }
        guard manifest.volumes ?? [] == volumes.sorted() else {
            throw Self.refusal("its manifest names other volumes than are in it")
        }
        return manifest
    }

    private mutating func takeHeader(_ rest: inout ArraySlice<UInt8>, _ passed: inout [UInt8]) throws(DustyError) {
        let missing = rest.prefix(TarHeader.blockSize - block.count)
        block += missing
        rest = rest.dropFirst(missing.count)
        guard block.count == TarHeader.blockSize else { return }
        defer { block.removeAll(keepingCapacity: true) }
        if block.allSatisfy({ $0 == 0 }) {
            state = .ended
            return
        }
        guard let header = TarHeader(block: block) else {
            throw Self.refusal(entries == 0 ? "it is not a tar archive" : "it is damaged")
        }
        guard manifest == nil else { throw Self.refusal("data follows its manifest") }
        if header.type == "0", header.name == BackupManifest.name {
            try keep(header, isManifest: true)
        } else {
            passed += block
            try take(header)
        }
    }

    private mutating func take(_ header: TarHeader) throws(DustyError) {
        if header.type == "x" { return try keep(header, isManifest: false) }
        let size = try attributes.text("size").map { text throws(DustyError) in
            guard let size = Int64(text), size >= 0 else { throw Self.refusal("it is damaged") }
            return size
        }
        // GNU tar writes a sparse file under an invented name and records the real one beside it; both must be safe.
        for name in [attributes.text("GNU.sparse.name"), attributes.text("path"), header.name].compactMap({ $0 }) {
            try check(name)
        }
        let name = attributes.text("GNU.sparse.name") ?? attributes.text("path") ?? header.name
        try add(name, header.type, link: attributes.text("linkpath") ?? header.link)
        attributes = PaxRecords()
        let length = size ?? header.size
        guard "07".contains(header.type) || length == 0 else { throw Self.refusal("it is damaged") }
        guard length <= Int64.max >> 2 else { throw Self.refusal("it is damaged") }
        let whole = length + Int64(TarHeader.padding(after: length))
        state = whole == 0 ? .header : .content(whole)
    }

    private mutating func add(_ name: String, _ type: Character, link: String) throws(DustyError) {
        let components = try check(name)
        let path = components.joined(separator: "/")
        switch type {
        case "0", "5", "6", "7": break
        case "2": links.insert(path)
        case "1":
            guard Self.volume(of: try check(link, mayBeLink: true)) == Self.volume(of: components) else {
                throw Self.refusal("`\(Self.shown(name))` is a link to what is elsewhere in the archive")
            }
        case "3", "4": throw Self.refusal("`\(Self.shown(name))` is a device")
        default: throw Self.refusal("`\(Self.shown(name))` is of a kind that backups do not contain")
        }
        guard let first = components.first else {
            guard type == "5" else { throw Self.refusal("a member has no name") }
            return
        }
        if let volume = Self.volume(of: components) {
            try add(name, type, components.count, of: volume)
        } else {
            names.insert(first)
        }
        entries += 1
    }

    /// The name of the volume that a path is in; nil for what belongs into `/persist`.
    private static func volume(of components: [String]) -> String? {
        guard components.first == BackupManifest.volumesDirectory else { return nil }
        return components.count > 1 ? components[1] : ""
    }

    /// A volume begins with its directory.
    private mutating func add(_ name: String, _ type: Character, _ depth: Int, of volume: String) throws(DustyError) {
        guard depth == 2 else {
            guard volumes.contains(volume) else { throw Self.refusal("`\(Self.shown(name))` is in no volume") }
            return
        }
        guard type == "5", BackupManifest.isVolumeName(volume) else {
            throw Self.refusal("`\(Self.shown(name))` cannot be a volume")
        }
        volumes.insert(volume)
    }

    /// The components of a path that leads only down, and through no link.
    @discardableResult
    private func check(_ name: String, mayBeLink: Bool = false) throws(DustyError) -> [String] {
        guard name.utf8.first != UInt8(ascii: "/") else {
            throw Self.refusal("`\(Self.shown(name))` is an absolute path")
        }
        let components = name.parts(at: "/").filter { $0 != "." }
        guard !components.contains("..") else { throw Self.refusal("`\(Self.shown(name))` leads out of the archive") }
        if !links.isEmpty {
            for count in (mayBeLink ? components.dropLast() : components).indices.map({ $0 + 1 })
            where links.contains(components.prefix(count).joined(separator: "/")) {
                throw Self.refusal("`\(Self.shown(name))` leads through a link of the archive")
            }
        }
        return components
    }

    private mutating func keep(_ header: TarHeader, isManifest: Bool) throws(DustyError) {
        guard header.size > 0, header.size <= Self.keptLimit else { throw Self.refusal("it is damaged") }
        kept = []
        let whole = header.size + Int64(TarHeader.padding(after: header.size))
        state = .kept(whole, size: Int(header.size), isManifest: isManifest)
    }

    private mutating func takeKept(size: Int, isManifest: Bool) throws(DustyError) {
        let content = Array(kept.prefix(size))
        kept = []
        state = .header
        if isManifest {
            guard let found = try? Wire.decode(BackupManifest.self, from: Data(content)) else {
                throw Self.refusal("its manifest cannot be read")
            }
            let format = found.volumes == nil ? BackupManifest.format : BackupManifest.formatWithVolumes
            guard found.format == format else {
                throw Self.refusal(
                    "its format `\(Self.shown(found.format))` is not known to this version"
                )
            }
            manifest = found
        } else {
            guard let records = try? PaxRecords(content) else { throw Self.refusal("it is damaged") }
            attributes = records
        }
    }

    private static func shown(_ name: String) -> String {
        String(name.prefix(120))
    }

    private static func refusal(_ reason: String) -> DustyError {
        DustyError(
            .invalid,
            "this is not a backup that can be restored: \(reason)",
            hint: "give a file that `dusty disk backup` made"
        )
    }
}
