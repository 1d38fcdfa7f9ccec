/// Containers of test runs.
protocol SuiteContainers: Sendable {
    /// Lets a container go on that waits for a line of input, and hands on what it prints until it ends, every byte in order. It waits when
    /// `each` does.
    func output(
        of container: String,
        terminal: Bool,
        each: @Sendable (_ bytes: ArraySlice<UInt8>, _ isError: Bool) async throws -> Void
    ) async throws
    /// Waits for a container's end; its exit code.
    func exitCode(of container: String) async throws -> Int
    /// Compose projects of which containers say that they are of a stack's test runs. It is only a claim.
    func testProjects(ofStack stack: String) async throws -> Set<String>
}
