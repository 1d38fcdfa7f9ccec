/// Walks over names that refer to names. Cycles are harmless: every name is visited once.
enum NameGraph {
    /// The reachable names, the roots included, in no particular order.
    static func reachable(from roots: [String], edges: (String) -> [String]) -> Set<String> {
        var seen = Set(roots)
        var waiting = Array(seen)
        while let name = waiting.popLast() {
            for next in edges(name) where seen.insert(next).inserted { waiting.append(next) }
        }
        return seen
    }

    /// The reachable names, each after those it refers to; ties in alphabetical order.
    static func ordered(from roots: [String], edges: (String) -> [String]) -> [String] {
        var left = reachable(from: roots, edges: edges)
        var result: [String] = []
        while !left.isEmpty {
            let free = left.filter { name in !edges(name).contains { $0 != name && left.contains($0) } }
            guard let next = (free.isEmpty ? left : free).min() else { break }
            left.remove(next)
            result.append(next)
        }
        return result
    }

    /// A cycle for every edge that leads back to where the walk comes from: without these edges there are none. Each is
    /// the list of its names, with the first one again at the end.
    static func cycles(among names: [String], edges: (String) -> [String]) -> [[String]] {
        var finished: Set<String> = []
        var cycles: [[String]] = []
        for root in names.sorted() where !finished.contains(root) {
            var path = [root]
            var waiting = [Array(edges(root).reversed())]
            while let name = path.last {
                guard let next = waiting[waiting.count - 1].popLast() else {
                    finished.insert(name)
                    path.removeLast()
                    waiting.removeLast()
                    continue
                }
                if let start = path.firstIndex(of: next) {
                    cycles.append(Array(path[start...]) + [next])
                } else if !finished.contains(next) {
                    path.append(next)
                    waiting.append(edges(next).reversed())
                }
            }
        }
        return cycles
    }
}
