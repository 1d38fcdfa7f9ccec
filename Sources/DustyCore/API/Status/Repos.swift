/// Where the code of several repos shall come from: all of it is done, or nothing.
public struct RepoChanges: Codable, Sendable, Equatable {
    /// One for each repo.
    public var changes: [RepoRequest]
    /// The caller's SSH agent: giving back the specs repo may have to clone it.
    public var sshAuthSock: String?

    /// Changes with their parts.
    public init(_ changes: [RepoRequest], sshAuthSock: String? = nil) {
        self.changes = changes
        self.sshAuthSock = sshAuthSock
    }
}
