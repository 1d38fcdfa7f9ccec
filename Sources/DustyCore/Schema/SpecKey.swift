/// One key that specs may have.
public struct SpecKey: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// What its value looks like.
    public var shape: SpecShape
    /// Whether it must always be written.
    public var isRequired: Bool
    /// What holds when it is not written; nil when that is nothing.
    public var standard: YAMLValue?
    /// What it means, in a sentence or more.
    public var meaning: String
    /// How it may be written, as YAML.
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
