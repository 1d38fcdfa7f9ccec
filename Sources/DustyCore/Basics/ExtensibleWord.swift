/// A word from a set that other versions and other programs may extend. An unknown one is kept as it is, so that
/// decoding never fails because of it.
public protocol ExtensibleWord: RawRepresentable<String>, Codable, Hashable, Sendable, CustomStringConvertible {
    /// The words that this version knows.
    static var known: [Self] { get }

    /// A word, known or not.
    init(rawValue: String)
}

extension ExtensibleWord {
    /// The word.
    public var description: String { rawValue }
}
