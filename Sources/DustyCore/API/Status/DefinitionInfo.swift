/// An app or a service, as its spec describes it and as it is compiled.
public struct DefinitionInfo: Codable, Sendable, Equatable {
    /// One variable of its environment.
    public struct Variable: Codable, Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Its value as the container gets it; hidden if it looks secret and was not requested.
        public var value: String
        /// Whether it was set with `dusty env set` and so overrides the spec.
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
    /// The spec as written, secrets removed.
    public var spec: String
    /// Its part of the Compose file, secrets removed.
    public var compiled: String
    /// Its environment beyond that of its image, sorted by name.
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
