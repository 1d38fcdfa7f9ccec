/// One side of a copy as it is written on a command line.
public enum CopySide: Sendable, Equatable {
    /// A path on this host.
    case local(String)
    /// An absolute path in the container of an app or service.
    case container(ContainerPlace)

    /// A side from `name:/path` or a path. A local path that contains a colon is written with a `/` before it, as in
    /// `./a:b`.
    public init(_ text: String) throws(DustyError) {
        guard !text.isEmpty else { throw DustyError(.invalid, "a path is empty") }
        guard let (head, path) = text.cut(at: ":"), !head.utf8.contains(UInt8(ascii: "/")) else {
            self = .local(text)
            return
        }
        guard !head.isEmpty else {
            throw DustyError(
                .invalid,
                "`\(text)` names no app or service before the colon",
                hint: "write name:/path, or ./\(text) for a local file"
            )
        }
        guard path.utf8.first == UInt8(ascii: "/") else {
            throw DustyError(
                .invalid,
                "`\(path)` is not an absolute path in the container of \(head)",
                hint: "write \(head):/\(path), or ./\(text) for a local file"
            )
        }
        self = .container(ContainerPlace(name: head, path: path))
    }
}

/// A path with options: whether its last link is followed, whether only the contents are meant.
public struct CopyPath: Sendable, Equatable {
    /// The path without its ending.
    public var path: String
    /// It ended in `/`: it must be a directory, or a link to one.
    public var wantsDirectory: Bool
    /// It ended in `/.`: only the contents are meant.
    public var wantsContents: Bool

    /// Reads the ending of a path.
    public init(_ text: String) {
        wantsContents = text == "." || text.hasSuffix("/.")
        wantsDirectory = wantsContents || text.hasSuffix("/")
        var rest = text[...]
        if wantsContents { rest = rest.dropLast() }
        while rest.count > 1, rest.hasSuffix("/") { rest = rest.dropLast() }
        path = rest.isEmpty ? "." : String(rest)
    }

    /// Reads a path in a container; `..` is resolved without looking at files, as the engine does.
    public init(inContainer text: String) {
        self.init(text)
        var components: [String] = []
        for component in path.parts(at: "/") where component != "." {
            if component == ".." { _ = components.popLast() } else { components.append(component) }
        }
        path = "/" + components.joined(separator: "/")
    }

    /// Last component; empty for the root.
    public var name: String { String(path.parts(at: "/").last ?? "") }
    /// Path before the last component; `.` when there is none.
    public var parent: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
