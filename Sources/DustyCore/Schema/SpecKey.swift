/// A key of specs.
public struct SpecKey: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// What its value looks like.
    public var shape: SpecShape
    /// Whether it is always required.
    public var isRequired: Bool
    /// The value that applies when it is not written; nil when there is none.
    public var standard: YAMLValue?
    /// What it means, in a sentence or more.
    public var meaning: String
    /// An example, as YAML.
    public var example: String?

    /// A key with its parts.
    init(
        _ name: String,
        _ shape: SpecShape,
        required: Bool = false,
        default standard: YAMLValue? = nil,
        _ meaning: String,
        example: String? = nil
    ) {
        self.name = name
        self.shape = shape
        isRequired = required
        self.standard = standard
        self.meaning = meaning
        self.example = example
    }
}
