/// Where code comes from, as written in a spec.
public struct RepoReference: Hashable, Sendable {
    /// The full name: the text of the spec.
    public var name: String

    /// A reference from the text of a spec.
    public init(_ name: String) {
        self.name = name
    }
}
