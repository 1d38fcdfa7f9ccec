/// Divides a length among adjacent boxes.
public enum Layout {
    /// What one box asks for.
    public struct Demand: Hashable, Sendable {
        /// The minimum to be of use.
        public var minimum: Int
        /// What it would fill.
        public var wanted: Int
        /// Among boxes in need, one of greater weight gets that many times as much of what is available.
        public var weight: Int

        /// A demand; the wanted length is at least the minimum.
        public init(minimum: Int, wanted: Int, weight: Int = 1) {
            self.minimum = max(0, minimum)
            self.wanted = max(minimum, wanted)
            self.weight = max(1, weight)
        }
    }

    /// Lengths for the demands: first every minimum in order, then round by round towards the wanted lengths. What no
    /// box needs is left over, so the sum may be less than the total, and is never more.
    public static func shares(of total: Int, among demands: [Demand]) -> [Int] {
        var left = max(0, total)
        var lengths = demands.map { demand in
            let given = min(demand.minimum, left)
            left -= given
            return given
        }
        while left > 0 {
            let before = left
            for (index, demand) in demands.enumerated() {
                let given = min(demand.weight, demand.wanted - lengths[index], left)
                lengths[index] += max(0, given)
                left -= max(0, given)
            }
            if left == before { break }
        }
        return lengths
    }
}
