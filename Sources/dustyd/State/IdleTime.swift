/// For how long nobody uses a stack until it is stopped: one number with a unit, such as `2h`.
struct IdleTime: Sendable, Hashable, CustomStringConvertible {
    /// The shortest and the longest, in seconds.
    static let range = 10...31_536_000
    private static let units = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]

    let seconds: Int

    var duration: Duration { .seconds(seconds) }

    /// In the largest unit that says it exactly.
    var description: String {
        let (unit, size) = Self.units.first { seconds % $0.1 == 0 } ?? ("s", 1)
        return "\(seconds / size)\(unit)"
    }

    /// Reads `90m`, `2h` and the like; nil for anything else, and beyond the range.
    init?(_ text: String) {
        guard let match = text.wholeMatch(of: /([0-9]{1,8})([smhd])/), let number = Int(match.output.1),
            let size = Self.units.first(where: { $0.0 == match.output.2 })?.1, Self.range.contains(number * size)
        else { return nil }
        seconds = number * size
    }
}
