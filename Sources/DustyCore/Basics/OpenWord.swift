/// A word out of a set that other versions and other programs may extend. One that this version does not know is kept as it came, so that
/// nothing fails to be read because of it.
public protocol OpenWord: RawRepresentable<String>, Codable, Hashable, Sendable, CustomStringConvertible {
    /// The words that this version knows.
    static var known: [Self] { get }

    /// A word, known or not.
    init(rawValue: String)
}

extension OpenWord {
    /// The word.
    public var description: String { rawValue }
}
