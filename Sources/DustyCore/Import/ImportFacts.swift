/// What an import has to know of this host, looked up by the front end.
public struct ImportFacts: Sendable, Equatable {
    /// Absolute directory that the specs are written to.
    public var directory: String
    /// The root of the git repo that a path lies in, by path; a path outside of any repo has no entry.
    public var repos: [String: String]
    /// Where others get a repo from, by its root on this host; one that is here only has no entry.
    public var addresses: [String: String]
    /// Those of the project's paths that are directories.
    public var directories: Set<String>
    /// Names of variables that the project's own `.env`, a file given with --env-file, or one of an included project sets.
    public var variables: Set<String>
    /// Profiles that those files switch on.
    public var profiles: [String]

    /// Facts with their parts.
    public init(
        directory: String,
        repos: [String: String] = [:],
        addresses: [String: String] = [:],
        directories: Set<String> = [],
        variables: Set<String> = [],
        profiles: [String] = []
    ) {
        self.directory = directory
        self.repos = repos
        self.addresses = addresses
        self.directories = directories
        self.variables = variables
        self.profiles = profiles
    }
}
