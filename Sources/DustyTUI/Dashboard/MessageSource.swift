/// Turns what one listens to into messages.
protocol MessageSource: Sendable {
    /// Listens until the task is cancelled.
    func listen(to subscription: Subscription) async
}

/// Waiting that can be ended.
enum Pause {
    /// Waits; false when the task was cancelled meanwhile.
    static func milliseconds(_ milliseconds: Int64) async -> Bool {
        do {
            try await Task.sleep(for: .milliseconds(milliseconds))
            return true
        } catch {
            return false
        }
    }
}
