/// Where code comes from, as written in a spec: `github.com/org/x`, `https://…`, `ssh://…`, `git@host:org/x`, `file:///…` or `/a/b`.
public struct RepoReference: Sendable {
    /// The full name: the text of the spec without user name and password. Only this is ever shown and stored, except
    /// in the settings. Two references are equal when their names are.
    public let name: String
    /// The text of the spec as it was written, for the settings only.
    public let written: Secret
    /// Path below the directory of managed clones and below `/dusty_repos`: host and path, without scheme, user, port
    /// and `.git`. It is never absolute, never leaves its directory and contains nothing with a meaning in a Compose
    /// volume.
    public let relativePath: String

    /// A reference from the text of a spec; see `fault` for whether it is valid.
    public init(_ text: String) {
        name = text.withoutLogins
        written = Secret(text)
        let components = Self.form(of: name).components.map(Self.safe)
        relativePath = components.isEmpty ? "_" : components.joined(separator: "/")
    }

    /// Whether the text contains a user name and password.
    public var hasLogin: Bool { name != written.revealed }

    /// Who logs in over http, which git gets in other ways than by its arguments; nil when the text does not say.
    public var login: RepoLogin? { hasLogin ? RepoLogin(written.revealed) : nil }

    /// Last component without `.git`.
    public var shortName: String {
        form.components.last ?? name
    }

    /// Whether it is a directory of this host.
    public var isLocal: Bool {
        if case .local = form { true } else { false }
    }

    /// What git gets: every user of the host sees its arguments, so it contains no login.
    public var cloneURL: String {
        switch form {
        case .local(let path): name.utf8.first == UInt8(ascii: "/") ? "file://\(path)" : name
        case .url(let scheme, _, _):
            scheme.hasPrefix("http") && !name.hasSuffix(".git") ? Self.trimmed(name) + ".git" : name
        case .scp: name
        case .bare: "ssh://git@\(name)"
        }
    }

    /// `relativePath` for a directory in which none of these repos, given by their `relativePath`, is inside another. It
    /// differs only for a repo that would be, and is then `nested` and all components in one: no component of any path
    /// contains an `@`.
    public func place(among others: Set<String>) -> String {
        let parts = relativePath.parts(at: "/")
        let isNested = (1..<max(parts.count, 1)).contains { others.contains(parts[..<$0].joined(separator: "/")) }
        return isNested ? nestedPlace : relativePath
    }

    /// The place of a repo that would lie in another.
    public var nestedPlace: String { "@nested/\(flatName)" }

    /// The place of all copies of which only directories are mounted: one for each set of them.
    public var dividedPlace: String { "@parts/\(flatName)" }

    private var flatName: String {
        let name = relativePath.parts(at: "/").joined(separator: "@")
        guard name.utf8.count > 200 else { return name }
        var checksum = SHA256()
        checksum.update(Array(name.utf8))
        return checksum.hexadecimal()
    }

    /// Why this cannot be a repo; nil when it can.
    public var fault: String? {
        if name.isEmpty { return "a repo must not be empty" }
        if written.revealed.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            return "a repo must not contain control characters"
        }
        if login?.isPlain == false { return "the login of a repo must be UTF-8 without control characters" }
        let form = form
        if form.components.contains("..") { return "a repo must not contain `..`" }
        if !form.isLocal, written.revealed.contains(where: \.isWhitespace) { return "a repo must not contain spaces" }
        switch form {
        case .url(let scheme, _, _) where !["http", "https", "ssh", "git"].contains(scheme):
            return "`\(scheme)://` is not a way to reach a repo"
        case .scp(_, let path) where path.hasPrefix(":"):
            // Git would run a program of its own choosing for `name::address`.
            return "`::` is not a way to reach a repo"
        case .scp where name.utf8.first == UInt8(ascii: "-"):
            // Git would read it as an option, of its own or of ssh.
            return "a repo must not begin with `-`"
        case .url(_, let host, let path), .scp(let host, let path):
            return path.isEmpty ? "a repo needs a path after its host" : Self.hostFault(host)
        case .bare(let host, let path):
            return path.isEmpty ? "a repo needs a host and a path" : Self.hostFault(host)
        case .local(let path):
            return path.allSatisfy { $0 == "/" } ? "a repo needs a path" : nil
        }
    }

    private static func hostFault(_ host: String) -> String? {
        let allowed = host.utf8.allSatisfy { $0.isASCIILetterOrDigit || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
        return allowed && !host.isEmpty && !host.hasPrefix("-") ? nil : "`\(host)` is not a host"
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.hasSuffix("/") { text = text.dropLast() }
        return String(text)
    }

    private static func safe(_ component: String) -> String {
        if component == ".." { return "__" }
        return String(
            String.UnicodeScalarView(
                component.unicodeScalars.map { scalar in
                    scalar.value < 0x20 || scalar.value == 0x7F || ":@\\".unicodeScalars.contains(scalar) ? "_" : scalar
                }
            )
        )
    }
}

extension RepoReference: Hashable {
    /// Whether both have the same name.
    public static func == (left: Self, right: Self) -> Bool { left.name == right.name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
    }
}

extension RepoReference: CustomStringConvertible {
    /// The full name.
    public var description: String { name }
}

extension RepoReference {
    /// The ways to write a repo. Hosts are without user and port; paths as written after the host.
    private enum Form {
        case local(path: String)
        case url(scheme: String, host: String, path: String)
        case scp(host: String, path: String)
        case bare(host: String, path: String)

        var isLocal: Bool {
            if case .local = self { true } else { false }
        }

        /// Host and path, split at `/`, without empty components, `.` and the suffix `.git`.
        var components: [String] {
            let (host, path) =
                switch self {
                case .local(let path): ("", path)
                case .url(_, let host, let path), .scp(let host, let path), .bare(let host, let path): (host, path)
                }
            var components = (host + "/" + path).parts(at: "/").filter { $0 != "." }
            if let last = components.last, last.hasSuffix(".git"), last != ".git" {
                components[components.count - 1] = String(last.dropLast(4))
            }
            return components
        }
    }

    private var form: Form { Self.form(of: name) }

    private static func form(of name: String) -> Form {
        if name.utf8.first == UInt8(ascii: "/") { return .local(path: name) }
        if let (scheme, rest) = name.cut(at: "://") {
            if scheme == "file" { return .local(path: rest.utf8.first == UInt8(ascii: "/") ? rest : "/" + rest) }
            let (authority, path) = rest.cut(at: "/") ?? (rest, "")
            return .url(scheme: scheme, host: Self.host(ofAuthority: authority), path: path)
        }
        let beforeSlash = name.prefix { $0 != "/" }
        if let colon = beforeSlash.firstIndex(of: ":") {
            let host = Self.host(ofAuthority: String(name[..<colon]))
            return .scp(host: host, path: String(name[name.index(after: colon)...]))
        }
        let (host, path) = name.cut(at: "/") ?? (name, "")
        return .bare(host: host, path: path)
    }

    private static func host(ofAuthority authority: String) -> String {
        let withoutUser =
            authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority[...]
        return String(withoutUser.prefix { $0 != ":" })
    }
}

extension String {
    /// What is before and after the first occurrence of a separator; nil when there is none.
    func cut(at separator: String) -> (String, String)? {
        let bytes = Array(utf8)
        let wanted = Array(separator.utf8)
        guard bytes.count >= wanted.count else { return nil }
        for start in 0...(bytes.count - wanted.count) where Array(bytes[start..<(start + wanted.count)]) == wanted {
            return (
                String(decoding: bytes[..<start], as: UTF8.self),
                String(decoding: bytes[(start + wanted.count)...], as: UTF8.self)
            )
        }
        return nil
    }
}

extension UInt8 {
    /// `a`–`z`, `A`–`Z` or `0`–`9`.
    var isASCIILetterOrDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
}
