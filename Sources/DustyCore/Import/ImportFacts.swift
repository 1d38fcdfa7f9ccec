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

    /// Values of the project's variables that do not look secret: texts keep these, and those that no file sets. Nil where texts keep no
    /// variable, because several files set them, or the directory has specs that would then have variables too.
    public var kept: [String: String]?
    /// Whether the directory has a file `.env` already, so that a dollar is written as two.
    public var hasEnvironment: Bool

    /// Facts with their parts.
    public init(
        directory: String,
        repos: [String: String] = [:],
        addresses: [String: String] = [:],
        directories: Set<String> = [],
        variables: Set<String> = [],
        profiles: [String] = [],
        kept: [String: String]? = nil,
        hasEnvironment: Bool = false
    ) {
        self.directory = directory
        self.repos = repos
        self.addresses = addresses
        self.directories = directories
        self.variables = variables
        self.profiles = profiles
        self.kept = kept
        self.hasEnvironment = hasEnvironment
    }
}
