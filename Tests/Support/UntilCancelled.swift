/// Waits until the task is cancelled, then throws.
public func untilCancelled() async throws {
    let (never, continuation) = AsyncStream.makeStream(of: Never.self)
    for await _ in never {}
    // A stream ends once its continuation is gone.
    withExtendedLifetime(continuation) {}
    throw CancellationError()
}
