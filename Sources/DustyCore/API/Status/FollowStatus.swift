/// How an active repo's copy is kept up to date while the stack is up.
public struct FollowStatus: Codable, Sendable, Equatable {
    /// What the follower does.
    public enum State: String, Codable, Sendable, CaseIterable {
        /// Everything is being compared: following has just begun, or may have missed something.
        case reconciling
        /// The copy is up to date.
        case following
        /// Changes are being copied.
        case settling
        /// The directory cannot be watched, so it is scanned every few seconds.
        case scanning
        /// The directory is missing; the copy stays as it is until it is back.
        case lost
        /// The machine cannot be reached; changes are kept until it can.
        case unreachable
        /// The last changes could not be copied; Dusty retries.
        case failed
    }

    /// What the follower does.
    public var state: State
    /// Milliseconds from the last change to the end of its copy; absent before the first.
    public var latencyMilliseconds: Double?
    /// How many times changes were copied since following began.
    public var sequence: Int
    /// Why the state is not what it should be.
    public var message: String?
    /// What changed last, and what was done for it; absent before the first change since it was followed.
    public var lastChange: CodeChange?

    /// A follower's status.
    public init(
        state: State,
        latencyMilliseconds: Double? = nil,
        sequence: Int = 0,
        message: String? = nil,
        lastChange: CodeChange? = nil
    ) {
        self.state = state
        self.latencyMilliseconds = latencyMilliseconds
        self.sequence = sequence
        self.message = message
        self.lastChange = lastChange
    }
}

/// Files of a repo that changed together while it was followed.
public struct CodeChange: Codable, Sendable, Equatable {
    /// The first of them, by name; empty where they were too many to be told apart.
    public var path: String
    /// How many there were.
    public var files: Int
    /// What `watch` rules had done for it, such as `restart api`.
    public var ledTo: [String]

    /// A change with its parts.
    public init(path: String, files: Int, ledTo: [String] = []) {
        self.path = path
        self.files = files
        self.ledTo = ledTo
    }

    /// In one line: `api/views.py +2 -> restart api`.
    public var text: String {
        let what = path.isEmpty ? "\(files) files" : files > 1 ? "\(path) +\(files - 1)" : path
        return ledTo.isEmpty ? what : "\(what) -> \(ledTo.joined(separator: ", "))"
    }
}
