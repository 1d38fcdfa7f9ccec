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
