extension StackNames {
    /// Beginning of the Compose projects of all test runs.
    private var testPrefix: String { "\(project)-test-" }

    /// Compose project of one part of a test run: making its image, or running a suite. Compose trusts labels, which
    /// any container can carry, so `mark` is a text that cannot be guessed.
    public func testProject(of name: String, job: Int, part: Int, mark: String) -> String {
        // A project must not have the dots of an app's name; the job's number distinguishes names that become equal.
        let word = String(name.map { $0 == "." ? "-" : $0 })
        return "\(testPrefix)\(word)-\(job)-\(part)-\(mark)"
    }

    /// Whether a Compose project can be one of a test run: only such names become paths of things to remove.
    public func isTestProject(_ name: String) -> Bool {
        name.hasPrefix(testPrefix) && name.utf8.allSatisfy { $0.isASCIILetterOrDigit || $0 == 0x2D || $0 == 0x5F }
    }

    /// Repository of an app's or a lib's test images.
    public func testRepository(of name: String) -> String { testRepositories + name }

    /// Beginning of the repositories of all test images.
    public var testRepositories: String { "\(project)/test_" }
}

extension StackLabel {
    /// On containers of test runs: the Compose project of the run.
    public static let test = "dusty.test"
    /// On containers of test runs: `true` when they should outlive it.
    public static let keep = "dusty.keep"
}
