/// What an app or a service is, as its spec says it and as it is compiled.
public struct DefinitionInfo: Codable, Sendable, Equatable {
    /// One variable of its environment.
    public struct Variable: Codable, Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Its value as the container gets it; hidden where it looks secret and was not asked for.
        public var value: String
        /// Whether it was set with `dusty env set` and so wins over the spec.
        public var overridden: Bool

        /// A variable with its parts.
        public init(name: String, value: String, overridden: Bool) {
            self.name = name
            self.value = value
            self.overridden = overridden
        }
    }

    /// Its name.
    public var name: String
    /// File of its spec, relative to the specs directory.
    public var file: String
    /// The spec as it is written; secrets are taken out.
    public var spec: String
    /// Its part of the Compose file; secrets are taken out.
    public var compiled: String
    /// Its environment beyond what its image brings, sorted by name.
    public var environment: [Variable]

    /// A definition with its parts.
    public init(name: String, file: String, spec: String, compiled: String, environment: [Variable]) {
        self.name = name
        self.file = file
        self.spec = spec
        self.compiled = compiled
        self.environment = environment
    }
}
