import DustyCore

/// The other end of a clone: its address for git, and its name in messages.
struct GitRemote: Sendable, Equatable {
    /// What git is given to clone from, and what is shown: without a login, because every user sees the arguments of
    /// programs.
    let url: String
    /// Who logs in there; nil when the spec does not say.
    let login: RepoLogin?
    /// Host it is on; nil for a directory of this host.
    let host: String?

    /// The remote of a repo as written in a spec. Throws `DustyError` `.invalid` for what git would take for an option or a helper program.
    init(_ repo: RepoReference) throws {
        let url = repo.cloneURL
        // Specs were checked before; settings and requests may not have been.
        guard repo.fault == nil, url.utf8.first != UInt8(ascii: "-"), !url.contains("::") else {
            throw DustyError(
                .invalid,
                "\(repo.name.debugDescription) is not the address of a repo\(repo.fault.map { ": \($0)" } ?? "")",
                hint: "write github.com/org/name, git@host:org/name.git, an ssh or https URL, or an absolute path"
            )
        }
        self.url = url
        login = repo.login
        host = Self.host(url)
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
