/// The name of a Docker image.
public struct ImageName: Sendable, Hashable {
    /// The name as written in a spec.
    public var name: String

    /// The registry of images that name none.
    public static let standardRegistry = "docker.io"

    /// An image of this name.
    public init(_ name: String) {
        self.name = name
    }

    /// Host, and port if any, of the registry it is pulled from: the first component if that can be a host, by the
    /// engine's rules.
    public var registry: String {
        guard let (first, _) = name.cut(at: "/") else { return Self.standardRegistry }
        let isHost = first.contains(".") || first.contains(":") || first == "localhost"
        return isHost ? Self.canonical(first) : Self.standardRegistry
    }

    /// One name for all names of a registry, such as `https://index.docker.io/v1/`.
    public static func canonical(_ registry: String) -> String {
        let rest = registry.cut(at: "://")?.1 ?? registry
        let host = String(rest.prefix { $0 != "/" }).lowercased()
        return ["index.docker.io", "registry-1.docker.io", "docker.io"].contains(host) ? standardRegistry : host
    }
}
