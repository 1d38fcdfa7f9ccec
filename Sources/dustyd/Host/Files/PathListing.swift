/// Paths below a directory as raw bytes, in the order in which they were added; a directory's ends in a slash.
///
/// One piece of memory, because a repo may have a hundred thousand of them.
struct PathListing: Sendable, Equatable {
    typealias Path = ArraySlice<UInt8>

    /// Each path followed by a NUL.
    private(set) var bytes: [UInt8] = []
    private(set) var count = 0

    init() {}

    /// Paths from their bytes as they are stored; nil for malformed bytes.
    init?(bytes: [UInt8]) {
        guard bytes.isEmpty || bytes.last == 0, bytes.first != 0 else { return nil }
        self.bytes = bytes
        count = bytes.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
    }

    init(_ paths: some Sequence<Path>) {
        for path in paths { append(path) }
    }

    var isEmpty: Bool { count == 0 }

    mutating func append(_ path: some Sequence<UInt8>) {
        bytes.append(contentsOf: path)
        bytes.append(0)
        count += 1
    }

    /// The same with files that are not in it, and their parent directories.
    func adding(_ files: [[UInt8]]) -> PathListing {
        guard !files.isEmpty else { return self }
        var known = Set(self)
        var result = self
        for file in files {
            let ends = file.indices.filter { file[$0] == UInt8(ascii: "/") }.map { $0 + 1 } + [file.count]
            for end in ends where known.insert(file[..<end]).inserted { result.append(file[..<end]) }
        }
        return result
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        count = 0
    }
}

extension PathListing: Sequence {
    struct Iterator: IteratorProtocol {
        fileprivate let bytes: [UInt8]
        fileprivate var start = 0

        mutating func next() -> Path? {
            guard start < bytes.count, let end = bytes[start...].firstIndex(of: 0) else { return nil }
            defer { start = end + 1 }
            return bytes[start..<end]
        }
    }

    var underestimatedCount: Int { count }

    func makeIterator() -> Iterator { Iterator(bytes: bytes) }
}

extension PathListing.Path {
    /// Whether it is the path of a directory.
    var isDirectoryPath: Bool { last == UInt8(ascii: "/") }

    /// Without the slash that marks a directory.
    var withoutSlash: PathListing.Path { isDirectoryPath ? dropLast() : self }
}
