/// A value that nothing prints by accident: interpolation, `print`, a debugger and a log see a mark in its place, and no encoder takes it.
/// Only `revealed` gives it away, and that word stands where a file is written that is to hold the value, or where it was asked for.
public struct Secret: Sendable, Hashable {
    /// What stands where a secret was.
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
    /// A value that stands in the source anyway.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}
