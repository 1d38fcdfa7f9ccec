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
