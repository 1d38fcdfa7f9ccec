/// Turns what one listens to into messages.
protocol MessageSource: Sendable {
    /// Listens until the task is cancelled.
    func listen(to subscription: Subscription) async
}
