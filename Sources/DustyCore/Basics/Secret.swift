/// A value that nothing prints by accident: interpolation, `print`, a debugger and a log show a mark instead, and no
/// encoder accepts it. Only `revealed` gives it out; use it only where a file that must contain the value is written,
/// or where the user asked for it.
public struct Secret: Sendable, Hashable {
    /// The mark in place of a secret.
    public static let mark = "<redacted>"

    /// The value itself.
    public let revealed: String

    /// Hides a value.
    public init(_ value: String) {
        revealed = value
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A mark in place of the value.
    public var description: String { Self.mark }
    /// A mark in place of the value.
    public var debugDescription: String { Self.mark }
    /// Nothing, so that `dump` finds nothing inside.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: ExpressibleByStringLiteral {
    /// A value that is in the source anyway.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}
