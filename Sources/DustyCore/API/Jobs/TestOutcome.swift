/// The outcome of one suite of a test run.
public struct TestOutcome: Codable, Sendable, Equatable {
    /// The ways a suite ends.
    public enum Result: String, Codable, Sendable, CaseIterable {
        /// It ended with code 0.
        case passed
        /// It ended with another code.
        case failed
        /// It could not be run.
        case error
    }

    /// How many of the last lines are kept.
    public static let outputLimit = 50

    /// The suite.
    public var suite: String
    /// What it tests.
    public var description: String
    /// How it ended.
    public var result: Result
    /// Its exit code; nil when it could not be run.
    public var exitCode: Int?
    /// How long it took, the start of its services included.
    public var seconds: Double
    /// Why it could not be run.
    public var message: String?
    /// The last lines that it printed.
    public var output: [String]
    /// Compose project of its containers when they were kept.
    public var kept: String?

    /// An outcome with its parts.
    public init(
        suite: String,
        description: String = "",
        result: Result,
        exitCode: Int? = nil,
        seconds: Double = 0,
        message: String? = nil,
        output: [String] = [],
        kept: String? = nil
    ) {
        self.suite = suite
        self.description = description
        self.result = result
        self.exitCode = exitCode
        self.seconds = seconds
        self.message = message
        self.output = output
        self.kept = kept
    }

    /// The code that a command ends with for this suite.
    public var code: Int { exitCode ?? 1 }

    /// How to describe a suite that did not pass.
    public var complaint: String {
        switch result {
        case .passed: "passed"
        case .failed: "failed with exit code \(code)"
        case .error: "could not be run: \(message ?? "for an unknown reason")"
        }
    }
}

extension [TestOutcome] {
    /// The code for all suites together: 0 only when all passed.
    public var code: Int { reduce(0) { $0 | $1.code } }
}
