/// What an app and a service have in common: each is a container that may answer under host names, be waited for, and get assets.
public protocol ContainerSpec: Sendable {
    /// The directory of such specs.
    static var kind: SpecSources.Kind { get }
    /// What its Compose keys are below in its file; nil where they are its own keys.
    static var composeKey: String? { get }

    /// Name: that of the file.
    var name: String { get }
    /// How to see that it can serve; nil when its health check or its start is enough.
    var ready: ReadySpec? { get }
    /// Where it answers.
    var hostForwarding: [HostForwarding] { get }
    /// Files that it needs in its container.
    var assets: [AssetSpec] { get }
    /// Whether the registry of its image requires a login.
    var imageRequiresLogin: Bool { get }
    /// What is passed to Compose.
    var compose: YAMLValue { get }
    /// Files beside the specs that it has mounted, by their paths.
    var files: [String: MountedFile] { get }
}

extension ContainerSpec {
    /// Path of its file below the specs directory.
    var file: String { "\(Self.kind.rawValue)/\(name).yml" }

    /// The path in its file of one of its Compose keys.
    func path(ofCompose key: String) -> String { (Self.composeKey.map { "\($0)." } ?? "") + key }
}

extension AppSpec: ContainerSpec {
    /// The directory of apps.
    public static let kind = SpecSources.Kind.apps
    /// Compose keys are below `compose`.
    public static let composeKey: String? = "compose"
}

extension ServiceSpec: ContainerSpec {
    /// The directory of services.
    public static let kind = SpecSources.Kind.services
    /// A service is written as a Compose service.
    public static let composeKey: String? = nil
}

extension Specs {
    /// All apps by name, then all services by name.
    public var containers: [any ContainerSpec] {
        var all: [any ContainerSpec] = apps.values.sorted { $0.name < $1.name }
        all += services.values.sorted { $0.name < $1.name } as [any ContainerSpec]
        return all
    }

    /// All rules under which something answers: of apps, then of services, each by name and as written.
    public var forwarding: [HostForwarding] { containers.flatMap(\.hostForwarding) }
}

/// How to see that an app or a service can serve its dependants.
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
    /// Seconds after which it counts as failed.
    public var timeout: Int

    /// Seconds by default.
    public static let standardTimeout = 60

    /// A readiness check with its parts.
    public init(probe: Probe, timeout: Int = ReadySpec.standardTimeout) {
        self.probe = probe
        self.timeout = timeout
    }
}
