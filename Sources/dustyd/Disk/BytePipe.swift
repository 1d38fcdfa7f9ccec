/// Hands pieces from one task to another, few at a time: the writer waits for the reader.
actor BytePipe {
    /// How many pieces may wait.
    private static let limit = 8

    private var pieces: [[UInt8]] = []
    private var end: Result<Void, any Error>?
    private var isClosed = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    /// Adds a piece. Throws `CancellationError` once nobody reads any longer.
    func send(_ piece: [UInt8]) async throws {
        while pieces.count >= Self.limit, !isClosed { await change() }
        guard !isClosed else { throw CancellationError() }
        pieces.append(piece)
        wake()
    }

    /// Ends it after the pieces that wait; with an error, that is thrown to the reader.
    func finish(_ error: (any Error)? = nil) {
        if end == nil { end = error.map { .failure($0) } ?? .success(()) }
        wake()
    }

    /// The next piece; nil at the end.
    func next() async throws -> [UInt8]? {
        while pieces.isEmpty, end == nil, !isClosed { await change() }
        guard !isClosed else { throw CancellationError() }
        if !pieces.isEmpty {
            defer { wake() }
            return pieces.removeFirst()
        }
        try end?.get()
        return nil
    }

    /// Neither side goes on.
    func close() {
        isClosed = true
        wake()
    }

    private func change() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiters.append($0) }
        } onCancel: {
            Task { await self.close() }
        }
    }

    private func wake() {
        let all = waiters
        waiters = []
        for waiter in all { waiter.resume() }
    }

    /// Runs a writer and a reader beside each other. When one fails, the other ends.
    static func joining<Value: Sendable>(
        _ write: @escaping @Sendable (BytePipe) async throws -> Void,
        _ read: (BytePipe) async throws -> Value
    ) async throws -> Value {
        let pipe = BytePipe()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await write(pipe) } catch {
                    await pipe.finish(error)
                    throw error
                }
                await pipe.finish()
            }
            do {
                let value = try await read(pipe)
                try await group.waitForAll()
                return value
            } catch {
                await pipe.close()
                group.cancelAll()
                throw error
            }
        }
    }
}
