/// What a test run does: part of a `JobRequest` of kind `test`, whose one name is the app or lib to test.
public struct TestRequest: Codable, Sendable, Equatable {
    /// Means all suites, in any case.
    public static let all = "all"

    /// The suite, or `all`.
    public var suite: String
    /// Arguments for the suite; its default ones when empty.
    public var arguments: [String]
    /// Make the test image again even if one fits.
    public var recreate: Bool
    /// Leave the run's containers for inspection.
    public var keep: Bool
    /// Cancel the run when the last follower of its events disconnects.
    public var attached: Bool

    /// A request with its parts.
    public init(
        suite: String,
        arguments: [String] = [],
        recreate: Bool = false,
        keep: Bool = false,
        attached: Bool = false
    ) {
        self.suite = suite
        self.arguments = arguments
        self.recreate = recreate
        self.keep = keep
        self.attached = attached
    }

    /// Reads a request; only `suite` is required.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        suite = try container.decode(String.self, forKey: .suite)
        arguments = try container.decodeIfPresent([String].self, forKey: .arguments) ?? []
        recreate = try container.decodeIfPresent(Bool.self, forKey: .recreate) ?? false
        keep = try container.decodeIfPresent(Bool.self, forKey: .keep) ?? false
        attached = try container.decodeIfPresent(Bool.self, forKey: .attached) ?? false
    }

    /// Whether it means all suites.
    public var isForAll: Bool { suite.lowercased() == Self.all }
}

/// A suite that can be run.
public struct TestSuiteInfo: Codable, Sendable, Equatable {
    /// Its name.
    public var name: String
    /// What it tests.
    public var description: String
    /// Arguments when none are given.
    public var defaultArgs: String

    /// A suite with its parts.
    public init(name: String, description: String = "", defaultArgs: String = "") {
        self.name = name
        self.description = description
        self.defaultArgs = defaultArgs
    }
}
