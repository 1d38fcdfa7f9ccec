import DustyCore

/// Where the container engine listens on this host.
enum EngineSocket {
    /// The engine's usual place.
    static let standard = "/var/run/docker.sock"

    /// The path that `DOCKER_HOST` names, or the usual one. Throws `DustyError` `.invalid` for anything but a Unix socket.
    static func path(dockerHost: String?) throws -> String {
        guard let dockerHost, !dockerHost.isEmpty else { return standard }
        let scheme = "unix://"
        guard dockerHost.hasPrefix(scheme + "/") else {
            throw DustyError(
                .invalid,
                "DOCKER_HOST is \(dockerHost); the machine `local` reaches its engine through a Unix socket",
                hint: "unset DOCKER_HOST for the daemon, or set it to unix:///path/of/docker.sock"
            )
        }
        return String(dockerHost.dropFirst(scheme.count))
    }
}
