internal import CHost
import Glibc
import SystemPackage

/// What was put into a copy and deleted from it since its manifest was written: lines behind the manifest, so that for one file it need
/// not be written again.
///
/// It belongs to one manifest, whose sum it begins with. Another manifest, and it counts for nothing.
struct ManifestLedger: Sendable {
    /// A byte before each path that says what became of it.
    enum Mark {
        static let there = UInt8(ascii: "+")
        static let gone = UInt8(ascii: "-")
    }

    /// The bytes of the manifest's file.
    let manifest: [UInt8]
    /// Where in them the paths are.
    let listing: Range<Int>
    let path: String
    /// What it says, by path.
    let entries: [[UInt8]: Bool]

    /// Its path beside that of a manifest.
    static func path(of manifest: String) -> String { "\(manifest).since" }

    /// Whether the copy has a file or link of ours there.
    func has(_ path: [UInt8]) -> Bool {
        if let isThere = entries[path] { return isThere }
        let wanted = [0] + path + [0]
        return manifest.withUnsafeBytes { whole in
            // A byte earlier: what is before the first path is 0 as well, the end of a length.
            let paths = UnsafeRawBufferPointer(rebasing: whole[(listing.lowerBound - 1)..<listing.upperBound])
            return wanted.withUnsafeBytes { chost_contains(paths.baseAddress, paths.count, $0.baseAddress, $0.count) }
        }
    }

    /// Notes what becomes of a path, before it does.
    func note(_ path: [UInt8], isThere: Bool) throws {
        guard has(path) != isThere else { return }
        let file = try FileDescriptor.open(
            FilePath(self.path),
            .writeOnly,
            options: [.create, .append, .closeOnExec, .noFollow],
            permissions: [.ownerRead, .ownerWrite]
        )
        try file.closeAfter {
            var bytes: [UInt8] = []
            let size = try file.status().size
            if size == 0 || !isOurs {
                guard ftruncate(file.rawValue, 0) == 0 else { throw Errno(rawValue: errno) }
                bytes = Array(manifest.suffix(8))
            }
            try file.writeAll(bytes + [isThere ? Mark.there : Mark.gone] + path + [0])
        }
    }

    /// Whether its file belongs to this manifest.
    private var isOurs: Bool {
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .noFollow]),
            let start = try? file.closeAfter({ try file.readAll(limit: 8 << 20) })
        else { return false }
        return start.prefix(8) == manifest.suffix(8)
    }

    /// What its file says, if it belongs to a manifest of these bytes. The last line may be a part of one.
    static func entries(in bytes: [UInt8], of manifest: [UInt8]) -> [[UInt8]: Bool] {
        guard bytes.prefix(8) == manifest.suffix(8), let end = bytes.dropFirst(8).lastIndex(of: 0) else { return [:] }
        var entries: [[UInt8]: Bool] = [:]
        for line in bytes[8..<end].split(separator: 0) where line.count > 1 {
            entries[Array(line.dropFirst())] = line.first == Mark.there
        }
        return entries
    }
}
