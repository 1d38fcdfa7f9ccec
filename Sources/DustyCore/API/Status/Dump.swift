/// One file of a dump, without secrets.
public struct DumpDocument: Codable, Sendable, Equatable {
    /// Its path in the archive.
    public var name: String
    /// Its text.
    public var text: String
    /// How many passages were taken out of it.
    public var redactions: Int

    /// A document with its parts.
    public init(name: String, text: String, redactions: Int) {
        self.name = name
        self.text = text
        self.redactions = redactions
    }
}
