/// Work with the same result for all who want it at the same time: the first starts it, the others wait for it.
actor SharedWork<Key: Hashable & Sendable, Value: Sendable> {
    private var running: [Key: (task: Task<Value, any Error>, waiting: Int)] = [:]

    /// Returns what `work` returns, or joins the work that already runs under this key. The work needs a limit of its
    /// own: a caller that stops waiting does not end it for the others.
    func value(of key: Key, _ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        if let task = running[key]?.task {
            running[key]?.waiting += 1
            return try await task.value
        }
        let task = Task { try await work() }
        running[key] = (task, 1)
        defer { running[key] = nil }
        return try await task.value
    }

    /// How many wait for the work that is running under a key.
    func waiting(for key: Key) -> Int { running[key]?.waiting ?? 0 }
}

/// Runs `body` for every element, at most `width` at a time; results keep the order. The first error cancels the rest.
func inParallel<Element: Sendable, Value: Sendable>(
    _ elements: [Element],
    width: Int,
    _ body: @escaping @Sendable (Element) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        var results: [Value?] = Array(repeating: nil, count: elements.count)
        for (index, element) in elements.enumerated() {
            if index >= width, let (done, value) = try await group.next() { results[done] = value }
            group.addTask { (index, try await body(element)) }
        }
        for try await (done, value) in group { results[done] = value }
        return results.compactMap { $0 }
    }
}
