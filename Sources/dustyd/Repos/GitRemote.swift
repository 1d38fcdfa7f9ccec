import DustyCore

/// The other end of a clone: the address git is given, and what to call it in messages.
struct GitRemote: Sendable, Equatable {
    /// What git is told to clone from.
    let url: String
    /// Host it is on; nil for a directory of this host.
    let host: String?

    /// The remote of a repo as written in a spec. Throws `DustyError` `.invalid` for what git would take for an option or a helper program.
    init(_ repo: RepoReference) throws {
        let name = repo.name
        let isHelper = name.contains("::")
        let hasControl = name.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
        guard !name.isEmpty, !name.hasPrefix("-"), !isHelper, !hasControl else {
            throw DustyError(
                .invalid,
                "\(name.debugDescription) is not the address of a repo.",
                hint: "Write github.com/org/name, git@host:org/name.git, an ssh or https URL, or an absolute path."
            )
        }
        url = Self.url(name)
        host = Self.host(url)
        // ssh would take such a host for an option of its own.
        guard host?.hasPrefix("-") != true else {
            throw DustyError(.invalid, "\(name.debugDescription) names a host that begins with a dash.")
        }
    }

    private static func url(_ name: String) -> String {
        if name.hasPrefix("/") { return "file://" + name }
        if name.hasPrefix("http://") || name.hasPrefix("https://") {
            return name.hasSuffix(".git") ? name : name + ".git"
        }
        return name.contains("://") || isSCP(name) ? name : "ssh://git@" + name
    }

    /// `user@host:path`: a colon before the first slash, with a user in front of it.
    private static func isSCP(_ name: String) -> Bool {
        let beforeSlash = name.prefix { $0 != "/" }
        return beforeSlash.contains(":") && beforeSlash.contains("@")
    }

    private static func host(_ url: String) -> String? {
        var rest = Substring(url)
        if let scheme = url.firstRange(of: "://") {
            if url.hasPrefix("file:") { return nil }
            rest = url[scheme.upperBound...]
        }
        let authority = rest.prefix { $0 != "/" }
        let afterUser = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        return String(afterUser.prefix { $0 != ":" })
    }
}
