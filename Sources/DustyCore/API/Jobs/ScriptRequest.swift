/// The script that a job runs: part of a `JobRequest` of kind `script`, whose one name is the app.
public struct ScriptRequest: Codable, Sendable, Equatable {
    /// The script.
    public var name: String
    /// Its arguments.
    public var arguments: [String]

    /// A request with its parts.
    public init(name: String, arguments: [String] = []) {
        self.name = name
        self.arguments = arguments
    }

    /// Reads a request; only `name` is required.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        arguments = try container.decodeIfPresent([String].self, forKey: .arguments) ?? []
    }
}
