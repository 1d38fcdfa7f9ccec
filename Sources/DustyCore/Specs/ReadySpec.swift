/// How to see that an app can serve its dependants.
public struct ReadySpec: Sendable, Equatable {
    /// What is probed until it succeeds.
    public enum Probe: Sendable, Equatable {
        /// A TCP connection to a port of the container.
        case tcp(port: Int)
        /// A GET request to a port of the container; an answer below 400 is success.
        case http(port: Int, path: String)
        /// A program in the container; exit code 0 is success.
        case exec([String])
    }

    /// What is tried.
    public var probe: Probe
    /// Seconds after which the app counts as failed.
    public var timeout: Int

    /// Seconds by default.
    public static let standardTimeout = 60

    /// A readiness check with its parts.
    public init(probe: Probe, timeout: Int = ReadySpec.standardTimeout) {
        self.probe = probe
        self.timeout = timeout
    }
}
