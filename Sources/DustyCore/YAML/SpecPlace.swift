/// A position in a spec file.
public struct SpecPlace: Sendable, Hashable {
    /// 1-based line.
    public var line: Int
    /// 1-based column, counted in Unicode scalars.
    public var column: Int

    static let start = SpecPlace(line: 1, column: 1)
}
