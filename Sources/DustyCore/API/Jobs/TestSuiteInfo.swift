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
