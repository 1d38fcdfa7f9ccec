/// The variables of one app or service.
public struct EnvStatus: Codable, Sendable, Equatable {
    /// Name of the app or service.
    public var name: String
    /// Whether the specs still contain it.
    public var known: Bool
    /// Its variables, by name.
    public var variables: [EnvVariable]

    /// Variables with their owner.
    public init(name: String, known: Bool, variables: [EnvVariable]) {
        self.name = name
        self.known = known
        self.variables = variables
    }
}

/// One environment variable.
public struct EnvVariable: Codable, Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Its value.
    public var value: String

    /// A variable with its value.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Whether the name says that the value is secret, or the value is an address with a password in it or has the form of a token.
    public var looksSecret: Bool {
        Self.hasPassword(value) || Redactor.hasToken(value) || SecretName.isOne(name)
    }
}

extension EnvVariable: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name alone, so that printing a request by accident prints no values.
    public var description: String { "\(name)=\(Redactor.mark)" }
    /// The name alone.
    public var debugDescription: String { description }
    /// The name alone.
    public var customMirror: Mirror { Mirror(self, children: ["name": name]) }

    /// Whether a text is an address such as `postgres://user:password@host`.
    private static func hasPassword(_ text: String) -> Bool {
        guard let start = text.firstRange(of: "://")?.upperBound else { return false }
        let authority = text[start...].prefix { !"/?# ".contains($0) }
        guard let end = authority.lastIndex(of: "@") else { return false }
        return authority[..<end].contains(":")
    }
}

/// Changes to one app's or service's variables. Unsetting comes first.
public struct EnvRequest: Codable, Sendable, Equatable {
    /// Name of the app or service.
    public var name: String
    /// Variables to set.
    public var set: [EnvVariable]
    /// Names of variables to unset.
    public var unset: [String]
    /// Unset every variable it has.
    public var unsetAll: Bool

    /// A request with its parts.
    public init(name: String, set: [EnvVariable] = [], unset: [String] = [], unsetAll: Bool = false) {
        self.name = name
        self.set = set
        self.unset = unset
        self.unsetAll = unsetAll
    }

    /// Reads a request; only `name` is required.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        set = try container.decodeIfPresent([EnvVariable].self, forKey: .set) ?? []
        unset = try container.decodeIfPresent([String].self, forKey: .unset) ?? []
        unsetAll = try container.decodeIfPresent(Bool.self, forKey: .unsetAll) ?? false
    }
}
