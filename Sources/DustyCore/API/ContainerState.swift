/// What an app or a service is doing, as one word that is the same on the screen, in tables and in JSON.
public enum ContainerState: Sendable, Hashable {
    /// Running, and healthy where a health check exists.
    case up
    /// Running, its health check has not passed yet.
    case starting
    /// A job builds or pulls its image.
    case building
    /// A job restarts it, or the engine does after a crash.
    case restarting
    /// A job stops it.
    case stopping
    /// Stopped on purpose, or created and never started.
    case stopped
    /// Frozen in the middle of its work: `docker pause`.
    case paused
    /// Ended by itself with this exit code.
    case exited(Int)
    /// Running, its health check fails.
    case unhealthy
    /// Wanted, and no container exists.
    case missing
    /// The last known state can no longer be trusted.
    case stale

    /// Whether the container's process runs.
    public var isRunning: Bool {
        switch self {
        case .up, .starting, .unhealthy: true
        default: false
        }
    }

    /// Whether the row deserves the failure mark.
    public var isFailure: Bool {
        switch self {
        case .exited(let code): code != 0
        case .unhealthy: true
        default: false
        }
    }
}

extension ContainerState: CustomStringConvertible, LosslessStringConvertible, Codable {
    private static let words: [String: ContainerState] = [
        "up": .up, "starting": .starting, "building": .building, "restarting": .restarting, "stopping": .stopping,
        "stopped": .stopped, "paused": .paused, "unhealthy": .unhealthy, "missing": .missing, "stale": .stale,
    ]

    /// The state from its word.
    public init?(_ description: String) {
        if let state = Self.words[description] {
            self = state
        } else if description.hasPrefix("exited "), let code = Int(description.dropFirst(7)) {
            self = .exited(code)
        } else {
            return nil
        }
    }

    /// The state's word, such as `up` or `exited 137`.
    public var description: String {
        if case .exited(let code) = self { return "exited \(code)" }
        return Self.words.first { $0.value == self }?.key ?? "stale"
    }

    /// Reads the word; a word of a newer daemon becomes `stale`.
    public init(from decoder: any Decoder) throws {
        self = ContainerState(try decoder.singleValueContainer().decode(String.self)) ?? .stale
    }

    /// Writes the word.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
