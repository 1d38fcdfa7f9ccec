/// A program that can be replaced by a newer one.
public enum UpgradeProgram: String, Codable, Sendable, CaseIterable {
    /// The front end.
    case dusty
    /// The daemon.
    case dustyd
}

/// A new program that was received and checked, and waits to be installed.
public struct StagedProgram: Codable, Sendable, Equatable {
    /// Which program it is.
    public var program: UpgradeProgram
    /// Version that it reports.
    public var version: String
    /// The file that it would replace.
    public var path: String

    /// A staged program with its parts.
    public init(program: UpgradeProgram, version: String, path: String) {
        self.program = program
        self.version = version
        self.path = path
    }
}

/// What to do with the staged programs.
public struct UpgradeRequest: Codable, Sendable, Equatable {
    /// Which programs to install; other staged ones are discarded.
    public var programs: [UpgradeProgram]
    /// Whether to wait for running jobs instead of being refused.
    public var wait: Bool

    /// A request with its parts.
    public init(programs: [UpgradeProgram], wait: Bool) {
        self.programs = programs
        self.wait = wait
    }
}

/// What was done.
public struct UpgradeOutcome: Codable, Sendable, Equatable {
    /// What was replaced.
    public var replaced: [StagedProgram]
    /// Whether the daemon is about to restart, with the same process id.
    public var restarts: Bool

    /// An outcome with its parts.
    public init(replaced: [StagedProgram], restarts: Bool) {
        self.replaced = replaced
        self.restarts = restarts
    }
}
