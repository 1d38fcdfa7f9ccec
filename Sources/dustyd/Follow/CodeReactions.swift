import DustyCore

/// What apps want done after their code changed, from where it is copied to where it is done.
struct CodeReactions: Sendable {
    /// What one app wants after one change.
    struct Demand: Sendable {
        var app: String
        var reaction: CodeReaction
        /// The repo, and the revision of its copy before the change and after it.
        var repo: String
        var change: (from: Int64, to: Int64)
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
    /// What it is called where it was done.
    var word: String {
        switch self {
        case .nothing: "nothing"
        case .inside(let scripts, let signals):
            ((scripts.isEmpty ? [] : ["exec"]) + signals.map { "signal \($0)" }).joined(separator: ", ")
        case .restart: "restart"
        case .rebuild: "rebuild"
        }
    }

    /// How long nothing must change before it is done: restarting an app is worth a longer wait.
    var quiet: Duration {
        switch self {
        case .nothing: .zero
        case .inside: .milliseconds(100)
        case .restart, .rebuild: .milliseconds(300)
        }
    }
}
