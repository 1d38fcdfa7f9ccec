/// Waits until the task is cancelled, then throws.
public func untilCancelled() async throws {
    let (never, continuation) = AsyncStream.makeStream(of: Never.self)
    for await _ in never {}
    // A stream ends by itself when nobody can yield to it any more.
    withExtendedLifetime(continuation) {}
    throw CancellationError()
}
