/// What of a repo does not travel to its copy: what specs exclude, and what the file `.dustyignore` at the top of the repo names.
///
/// Others may have written that file, and rsync is given its lines: those that take long, or that rsync takes for something else than git
/// does, do not count, which is said.
public struct Exclusions: Sendable, Equatable {
    /// Name of the file.
    public static let file = ".dustyignore"
    /// How large it may be.
    public static let size = 64 << 10
    /// How many lines of it count, and how many of all files of git's rules.
    static let lines = 1000
    static let gitLines = 5000
    /// The line that takes git's rules in.
    public static let gitLine = "#gitignore"

    /// Lines of specs, then those of the file. The last that matches a path decides.
    private var own: [IgnorePattern] = []
    /// Lines of `.gitignore` files, which come after all of these.
    private var git = IgnoreRules()
    private var gitFiles: [[UInt8]: [IgnorePattern]] = [:]
    private var gitCount = 0
    /// Whether the repo's `.gitignore` files count as well.
    public private(set) var takesGit = false
    /// What does not count, and why.
    public private(set) var fault: String?

    /// What nothing is excluded by.
    public init() {}

    /// What lines of specs and a file say; nil for a repo without the file.
    public init(_ lines: [String], file: [UInt8]? = nil) {
        own = lines.compactMap { IgnorePattern($0.utf8) }.filter(\.isPlain)
        guard let file else { return }
        let all = file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if all.count > Self.lines + 1 { fault = "only the first \(Self.lines) lines of \(Self.file) count" }
        for (index, line) in all.prefix(Self.lines).enumerated() {
            if Self.isGitLine(line) {
                takesGit = true
            } else if let pattern = IgnorePattern(index == 0 ? IgnoreRules.withoutMark(line) : line) {
                if pattern.isPlain {
                    own.append(pattern)
                } else {
                    fault = fault ?? "line \(index + 1) of \(Self.file) does not count: \(IgnorePattern.plainness)"
                }
            }
        }
    }

    /// Nothing is excluded but what specs say, because the file cannot be used.
    public init(_ lines: [String], fault: String) {
        self.init(lines)
        self.fault = fault
    }

    /// Whether nothing is excluded.
    public var isEmpty: Bool { own.isEmpty && !takesGit }

    /// Takes in the `.gitignore` of a directory, named without a slash at its end.
    public mutating func learn(_ bytes: [UInt8], in directory: [UInt8]) {
        var patterns: [IgnorePattern] = []
        let lines = IgnoreRules.withoutMark(bytes[...])
            .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            guard let pattern = IgnorePattern(line) else { continue }
            if pattern.isPlain {
                patterns.append(pattern)
            } else {
                let why = "does not count: \(IgnorePattern.plainness)"
                fault = fault ?? "line \(index + 1) of \(Self.gitName(in: directory)) \(why)"
            }
        }
        let known = gitFiles[directory]?.count ?? 0
        guard gitCount - known + patterns.count <= Self.gitLines else {
            fault = fault ?? "only \(Self.gitLines) lines of all .gitignore files count"
            return
        }
        gitCount += patterns.count - known
        git.set(patterns, in: directory)
        gitFiles[directory] = patterns.isEmpty ? nil : patterns
    }

    /// The order in which directories' files are taken in, so that the same ones count wherever that is done.
    public static func isBefore(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        let depths = (depth(of: one), depth(of: other))
        return depths.0 == depths.1 ? one.lexicographicallyPrecedes(other) : depths.0 < depths.1
    }

    private static func depth(of directory: [UInt8]) -> Int {
        directory.isEmpty ? 0 : 1 + directory.count { $0 == UInt8(ascii: "/") }
    }

    /// Whether a path is excluded when no directory that it lies in is.
    public func excludes(_ path: [UInt8], isDirectory: Bool) -> Bool {
        if isEmpty { return false }
        if let decides = own.last(where: { $0.matches(path[...], isDirectory: isDirectory) }) {
            return !decides.isNegated
        }
        return takesGit && git.ignores(path, isDirectory: isDirectory)
    }

    /// Whether a path is excluded, or a directory that it lies in.
    public func excludesWay(to path: [UInt8], isDirectory: Bool) -> Bool {
        if isEmpty { return false }
        for slash in path.indices where path[slash] == UInt8(ascii: "/") {
            if excludes(Array(path[..<slash]), isDirectory: true) { return true }
        }
        return excludes(path, isDirectory: isDirectory)
    }

    /// Whether what is excluded may be another thing after a change of this path.
    public func depends(on path: [UInt8]) -> Bool {
        if path == Array(Self.file.utf8) { return true }
        return takesGit && path.suffix(Self.git.count) == Self.git[...]
            && (path.count == Self.git.count || path[path.count - Self.git.count - 1] == UInt8(ascii: "/"))
    }

    /// The same as rules of rsync, the first that matches decides; for each whether it excludes, and its pattern.
    public var filters: [(excludes: Bool, pattern: [UInt8])] {
        var filters = own.reversed().flatMap { pattern in
            pattern.filters(below: []).map { (!pattern.isNegated, $0) }
        }
        guard takesGit else { return filters }
        for (directory, patterns) in gitFiles.sorted(by: { Self.isBefore($1.key, $0.key) }) {
            for pattern in patterns.reversed() {
                filters += pattern.filters(below: directory).map { (!pattern.isNegated, $0) }
            }
        }
        return filters
    }

    /// The line for exactly one directory; nil where a line cannot name it.
    public static func line(for directory: [UInt8]) -> String? {
        guard let path = String(validating: directory, as: UTF8.self) else { return nil }
        let line = "/" + path.map { "*?[\\".contains($0) ? "\\\($0)" : String($0) }.joined() + "/"
        return IgnorePattern(line.utf8)?.isPlain == true ? line : nil
    }

    /// The file of a directory, in quotes only when its name has letters that could be misread.
    private static func gitName(in directory: [UInt8]) -> String {
        let name = String(decoding: directory.isEmpty ? git : directory + [UInt8(ascii: "/")] + git, as: UTF8.self)
        return name.debugDescription == "\"\(name)\"" ? name : name.debugDescription
    }

    private static let git = Array(".gitignore".utf8)

    private static func isGitLine(_ line: ArraySlice<UInt8>) -> Bool {
        line.reversed().drop { [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains($0) }.reversed()
            .elementsEqual(gitLine.utf8)
    }
}
