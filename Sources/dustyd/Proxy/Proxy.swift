/// The containerised nginx and its configuration file on the machine.
protocol Proxy: Sendable {
    /// The configuration that is installed; nil when there is none.
    func installedConfig() async throws -> String?
    /// Lets nginx itself check a configuration without touching the installed one. Throws `DustyError` with nginx' own words.
    func test(_ config: String) async throws
    /// Replaces the installed configuration atomically.
    func install(_ config: String) async throws
    /// Makes the running nginx load the installed configuration without dropping connections; nothing to do when none runs.
    func reload() async throws
}
