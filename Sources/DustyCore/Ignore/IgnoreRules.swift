/// What the lines of files such as `.gitignore` say of paths below a directory.
///
/// Those of a deeper directory come before those of one above it, and a later line before an earlier one. What lies in a directory that is
/// ignored is ignored as well, whatever is said of it.
public struct IgnoreRules: Sendable, Equatable {
    /// How many lines of one file count. Others may have written it.
    public static let limit = 20_000

    /// Lines of files by their directory, without a slash at the end; empty for the top.
    private var files: [[UInt8]: [IgnorePattern]] = [:]
    /// Lines that come after all of these.
    private var last: [IgnorePattern] = []

    /// Rules that ignore nothing.
    public init() {}

    /// Whether there are none.
    public var isEmpty: Bool { files.isEmpty && last.isEmpty }

    /// The lines of a file.
    public static func patterns(_ bytes: some Sequence<UInt8>) -> [IgnorePattern] {
        withoutMark(Array(bytes)[...]).split(separator: UInt8(ascii: "\n")).prefix(limit).compactMap {
            IgnorePattern($0)
        }
    }

    /// A text without the mark of its encoding that some editors put before it.
    static func withoutMark(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
    }

    /// Adds a file of a directory, replacing a previous one.
    public mutating func set(_ patterns: [IgnorePattern], in directory: [UInt8]) {
        files[directory] = patterns.isEmpty ? nil : patterns
    }

    /// Adds a file that comes after all others so far.
    public mutating func append(_ patterns: [IgnorePattern]) {
        last = patterns + last
    }

    /// Whether a path is ignored if no directory above it is.
    public func ignores(_ path: [UInt8], isDirectory: Bool) -> Bool {
        var end = path.count
        while end > 0 {
            let slash = path[..<end].lastIndex(of: UInt8(ascii: "/"))
            let directory = slash.map { Array(path[..<$0]) } ?? []
            if let file = files[directory], let verdict = Self.verdict(file, path[((slash ?? -1) + 1)...], isDirectory)
            {
                return verdict
            }
            end = slash ?? 0
        }
        return Self.verdict(last, path[...], isDirectory) ?? false
    }

    /// Whether a path is ignored, or a directory above it.
    public func ignoresWay(to path: [UInt8], isDirectory: Bool) -> Bool {
        for slash in path.indices where path[slash] == UInt8(ascii: "/") {
            if ignores(Array(path[..<slash]), isDirectory: true) { return true }
        }
        return ignores(path, isDirectory: isDirectory)
    }

    private static func verdict(_ file: [IgnorePattern], _ path: ArraySlice<UInt8>, _ isDirectory: Bool) -> Bool? {
        file.last { $0.matches(path, isDirectory: isDirectory) }.map { !$0.isNegated }
    }
}
