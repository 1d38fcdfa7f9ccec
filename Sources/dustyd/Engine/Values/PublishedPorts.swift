/// Ports that containers of the engine occupy on its host.
protocol PublishedPorts: Sendable {
    /// Every TCP port that a running container publishes.
    func publishedPorts() async throws -> [PublishedPort]
}

/// A TCP port that a container publishes.
struct PublishedPort: Sendable, Equatable {
    /// Address on the host; `0.0.0.0` for all.
    var address: String
    /// Port on the host.
    var port: Int
    /// Id of the container.
    var id = ""
    /// Name of the container.
    var container: String
    /// Compose project it belongs to; nil when none.
    var project: String?
}

extension PublishedPorts {
    /// Those that prevent their ports from being used at an address of the host, including ports published at all
    /// addresses.
    func publishedPorts(at address: String) async throws -> [PublishedPort] {
        try await publishedPorts().filter { ["0.0.0.0", "::", "", address].contains($0.address) }
    }
}
