/// Entries to delete from a copy: files and links, and directories that have become empty. By parent directory, the
/// deepest first, so that a directory comes after its entries.
struct Removal: Sendable, Equatable {
    struct Group: Sendable, Equatable {
        /// The directory, relative to the copy; empty for the copy itself.
        var parent: [UInt8]
        /// Names in it of files and links.
        var files: [[UInt8]] = []
        /// Names in it of directories.
        var directories: [[UInt8]] = []
    }

    private(set) var groups: [Group]

    /// The deletion of these paths.
    init(_ paths: some Sequence<PathListing.Path>) {
        var groups: [[UInt8]: Group] = [:]
        for path in paths {
            let whole = path.withoutSlash
            let slash = whole.lastIndex(of: UInt8(ascii: "/"))
            let parent = slash.map { Array(whole[..<$0]) } ?? []
            let name = Array(slash.map { whole[($0 + 1)...] } ?? whole)
            // Nothing with `..` is ever copied.
            guard Self.isPlain(name), parent.split(separator: UInt8(ascii: "/")).allSatisfy({ Self.isPlain(Array($0)) })
            else { continue }
            if path.isDirectoryPath {
                groups[parent, default: Group(parent: parent)].directories.append(name)
            } else {
                groups[parent, default: Group(parent: parent)].files.append(name)
            }
        }
        self.groups = groups.values.sorted { one, other in
            let (depth, others) = (Self.depth(one.parent), Self.depth(other.parent))
            return depth == others ? one.parent.lexicographicallyPrecedes(other.parent) : depth > others
        }
    }

    var isEmpty: Bool { groups.isEmpty }

    /// How many entries it concerns.
    var count: Int { groups.reduce(0) { $0 + $1.files.count + $1.directories.count } }

    private static func depth(_ path: [UInt8]) -> Int {
        path.isEmpty ? 0 : path.reduce(1) { $0 + ($1 == UInt8(ascii: "/") ? 1 : 0) }
    }

    private static func isPlain(_ name: [UInt8]) -> Bool {
        !name.isEmpty && name != [UInt8(ascii: ".")] && name != Array("..".utf8)
    }
}
