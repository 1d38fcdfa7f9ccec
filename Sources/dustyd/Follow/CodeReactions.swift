import DustyCore

/// What apps want done after their code changed, from where it is copied to where it is done.
struct CodeReactions: Sendable {
    /// What one app wants.
    struct Demand: Sendable {
        var app: String
        var reaction: CodeReaction
        /// When the code was there.
        var time: Timestamp
    }

    /// All of it, in order.
    let demands: AsyncStream<Demand>
    private let sink: AsyncStream<Demand>.Continuation

    init() {
        (demands, sink) = AsyncStream.makeStream()
    }

    func put(_ demand: Demand) {
        sink.yield(demand)
    }
}

extension CodeReaction {
    /// How long nothing more must have changed before it is done: what starts an app again is worth a longer wait.
    var quiet: Duration { keepsProgram ? .milliseconds(100) : .milliseconds(300) }
}
