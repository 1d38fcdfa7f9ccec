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
        /// Whether its value looks secret, or has the value of such a variable of the specs in it.
        public var isSecret: Bool

        /// A variable with its parts; without `isSecret` its name and value say whether it is secret.
        public init(name: String, value: String, overridden: Bool, isSecret: Bool? = nil) {
            self.name = name
            self.value = value
            self.overridden = overridden
            self.isSecret = isSecret ?? EnvVariable(name: name, value: value).looksSecret
        }

        /// Reads a variable; earlier daemons do not say whether it is secret.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                name: try container.decode(String.self, forKey: .name),
                value: try container.decode(String.self, forKey: .value),
                overridden: try container.decode(Bool.self, forKey: .overridden),
                isSecret: try container.decodeIfPresent(Bool.self, forKey: .isSecret)
            )
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
