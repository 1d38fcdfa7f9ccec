internal import CHost
import CLibrary
import SystemPackage

/// What was put into a copy and deleted from it since its manifest was written: lines after the manifest, so that it
/// need not be rewritten for one file.
///
/// It belongs to one manifest, whose checksum it begins with. With another manifest it is void.
struct ManifestLedger: Sendable {
    /// A byte before each path that says what happened to it. For an existing one its state follows, with a fixed
    /// number of digits.
    private enum Mark {
        static let there = UInt8(ascii: "+")
        static let gone = UInt8(ascii: "-")
        static let digits = 16
    }

    /// The bytes of the manifest's file.
    let manifest: [UInt8]
    /// Where in them the paths are.
    let listing: Range<Int>
    let path: String
    /// Its content, by path; nil for what is gone.
    let entries: [[UInt8]: FilePrint?]

    /// Its path beside that of a manifest.
    static func path(of manifest: String) -> String { "\(manifest).since" }

    /// Whether the copy has something of ours there. The path of a directory ends in a slash.
    func has(_ path: [UInt8]) -> Bool { print(of: path) != nil }

    /// What was put there; nil for nothing of ours.
    func print(of path: [UInt8]) -> FilePrint? {
        if let entry = entries[path] { return entry }
        let wanted = [0] + path + [0]
        let number = manifest.withUnsafeBytes { whole in
            // A byte earlier: the byte before the first path is 0 too, the end of a length.
            let paths = UnsafeRawBufferPointer(rebasing: whole[(listing.lowerBound - 1)..<listing.upperBound])
            return wanted.withUnsafeBytes { chost_number_of(paths.baseAddress, paths.count, $0.baseAddress, $0.count) }
        }
        guard number >= 0 else { return nil }
        return Manifest.print(number: number, in: manifest, behind: listing)
    }

    /// The same with what was put at these paths looked up: otherwise each question reads the whole listing, and here it is read once for all.
    func knowing(_ paths: [[UInt8]]) -> ManifestLedger {
        let wanted = Set(paths.filter { self.entries[$0] == nil })
        var entries = entries
        if wanted.count <= Self.few {
            for path in wanted { entries.updateValue(print(of: path), forKey: path) }
        } else {
            for path in wanted { entries.updateValue(nil, forKey: path) }
            eachNumber(of: wanted) { path, number in
                entries[path] = Manifest.print(number: number, in: manifest, behind: listing)
            }
        }
        return ManifestLedger(manifest: manifest, listing: listing, path: path, entries: entries)
    }

    /// So many are looked up one by one more quickly.
    private static let few = 4

    private func eachNumber(of wanted: Set<[UInt8]>, _ body: ([UInt8], Int) -> Void) {
        let lengths = Set(wanted.map(\.count))
        var (start, number) = (listing.lowerBound, 0)
        while start < listing.upperBound, let end = manifest[start..<listing.upperBound].firstIndex(of: 0) {
            if lengths.contains(end - start) {
                let path = Array(manifest[start..<end])
                if wanted.contains(path) { body(path, number) }
            }
            (start, number) = (end + 1, number + 1)
        }
    }

    /// Records what will happen to a path, before it does; nil for a deletion.
    func note(_ path: [UInt8], _ print: FilePrint?) throws {
        try note([path: print])
    }

    /// Records what will happen to paths.
    func note(_ changes: [[UInt8]: FilePrint?]) throws {
        try append(changes.filter { path, print in self.print(of: path) != print })
    }

    /// Records them even where they are what it holds: what was recorded since it was read may say something else.
    func append(_ changes: [[UInt8]: FilePrint?]) throws {
        var lines: [UInt8] = []
        for (path, print) in changes {
            if let print {
                lines.append(Mark.there)
                lines += Self.digits(print.value)
            } else {
                lines.append(Mark.gone)
            }
            lines += path
            lines.append(0)
        }
        guard !lines.isEmpty else { return }
        let file = try FileDescriptor.open(
            FilePath(self.path),
            .readWrite,
            options: [.create, .append, .closeOnExec, .noFollow],
            permissions: [.ownerRead, .ownerWrite]
        )
        try file.closeAfter {
            var start = [UInt8](repeating: 0, count: 8)
            let count = try start.withUnsafeMutableBytes { try file.read(fromAbsoluteOffset: 0, into: $0) }
            let isOurs = count == 8 && start.elementsEqual(manifest.suffix(8))
            if !isOurs, ftruncate(file.rawValue, 0) != 0 { throw Errno(rawValue: errno) }
            try file.writeAll((isOurs ? [] : Array(manifest.suffix(8))) + lines)
        }
    }

    /// The content of its file, if it belongs to a manifest with these bytes. The last line may be incomplete.
    static func entries(in bytes: [UInt8], of manifest: [UInt8]) -> [[UInt8]: FilePrint?] {
        guard bytes.prefix(8) == manifest.suffix(8), let end = bytes.dropFirst(8).lastIndex(of: 0) else { return [:] }
        var entries: [[UInt8]: FilePrint?] = [:]
        for line in bytes[8..<end].split(separator: 0) where line.count > 1 {
            if line.first == Mark.gone {
                entries.updateValue(nil, forKey: Array(line.dropFirst()))
            } else if line.count > 1 + Mark.digits {
                let digits = String(decoding: line.dropFirst().prefix(Mark.digits), as: UTF8.self)
                entries[Array(line.dropFirst(1 + Mark.digits))] = FilePrint(value: UInt64(digits, radix: 16) ?? 0)
            }
        }
        return entries
    }

    private static func digits(_ value: UInt64) -> [UInt8] {
        let digits = Array(String(value, radix: 16).utf8)
        return Array(repeating: UInt8(ascii: "0"), count: Mark.digits - digits.count) + digits
    }
}
