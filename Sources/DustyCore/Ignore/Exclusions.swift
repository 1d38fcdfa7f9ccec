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
        let patterns = IgnoreRules.patterns(bytes).filter(\.isPlain)
        guard gitCount + patterns.count <= Self.gitLines else {
            fault = fault ?? "only \(Self.gitLines) lines of all .gitignore files count"
            return
        }
        gitCount += patterns.count - (gitFiles[directory]?.count ?? 0)
        git.set(patterns, in: directory)
        gitFiles[directory] = patterns.isEmpty ? nil : patterns
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
        let depth = { (path: [UInt8]) in path.isEmpty ? 0 : 1 + path.count { $0 == UInt8(ascii: "/") } }
        for (directory, patterns) in gitFiles.sorted(by: { depth($0.key) > depth($1.key) }) {
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

    private static let git = Array(".gitignore".utf8)

    private static func isGitLine(_ line: ArraySlice<UInt8>) -> Bool {
        line.reversed().drop { [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains($0) }.reversed()
            .elementsEqual(gitLine.utf8)
    }
}
