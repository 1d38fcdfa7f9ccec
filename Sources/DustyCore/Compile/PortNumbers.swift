/// Gives ports away in order. In the place of one that cannot be had comes one from behind the last of the others.
struct PortNumbers {
    private var following: Int
    private var spare: Int
    private let blocked: Set<Int>

    /// So many ports from the first.
    init(from first: Int, count: Int, _ blocked: Set<Int>) {
        following = first
        spare = first + count
        self.blocked = blocked
    }

    /// The next port.
    mutating func next() -> Int {
        defer { following += 1 }
        guard blocked.contains(following) else { return following }
        while blocked.contains(spare) { spare += 1 }
        defer { spare += 1 }
        return spare
    }
}
