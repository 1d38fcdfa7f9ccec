/// Which containers may start when: each as soon as everything it needs is ready. A container waits only for containers of the same order.
public struct StartOrder: Sendable, Equatable {
    /// What is yet to begin, and what of it each still needs.
    private var waiting: [String: Set<String>]

    /// An order for these names; needs outside of them hold already.
    public init(_ names: [String], needs: [String: [String]]) {
        let known = Set(names)
        waiting = Dictionary(known.map { ($0, Set(needs[$0] ?? []).intersection(known).subtracting([$0])) }) { $1 }
    }

    /// Takes out whatever may begin now, sorted.
    public mutating func next() -> [String] {
        let free = waiting.filter { $0.value.isEmpty }.map(\.key).sorted()
        for name in free { waiting[name] = nil }
        return free
    }

    /// Notes that a container is ready. Containers behind one that never becomes ready are never returned.
    public mutating func finish(_ name: String) {
        for other in waiting.keys { waiting[other]?.remove(name) }
    }

    /// Those that were never given out, with whom they wait for, sorted.
    public var blocked: [(name: String, by: [String])] {
        waiting.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted()) }
    }
}
