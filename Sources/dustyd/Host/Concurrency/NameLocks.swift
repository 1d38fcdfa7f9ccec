/// Lets one task at a time work on the thing of a name; the others wait in the order in which they came.
actor NameLocks {
    private typealias Waiter = (id: Int, continuation: CheckedContinuation<Void, any Error>)
    /// By name: those who wait behind the one that holds it.
    private var held: [String: [Waiter]] = [:]
    private var nextID = 0

    /// Runs `body` while holding a name. Throws `CancellationError` when cancelled while waiting.
    nonisolated func holding<Value: Sendable>(
        _ name: String,
        _ body: () async throws -> Value
    ) async throws -> Value {
        try await acquire(name)
        do {
            let value = try await body()
            await release(name)
            return value
        } catch {
            await release(name)
            throw error
        }
    }

    private func acquire(_ name: String) async throws {
        try Task.checkCancellation()
        guard held[name] != nil else {
            held[name] = []
            return
        }
        let id = nextID
        nextID += 1
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    held[name]?.append((id, continuation))
                }
            }
        } onCancel: {
            Task { await self.forget(id, name) }
        }
    }

    private func release(_ name: String) {
        guard var waiting = held[name], !waiting.isEmpty else {
            held[name] = nil
            return
        }
        let next = waiting.removeFirst()
        held[name] = waiting
        next.continuation.resume()
    }

    private func forget(_ id: Int, _ name: String) {
        guard let index = held[name]?.firstIndex(where: { $0.id == id }) else { return }
        held[name]?.remove(at: index).continuation.resume(throwing: CancellationError())
    }
}
