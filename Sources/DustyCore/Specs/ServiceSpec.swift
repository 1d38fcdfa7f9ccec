/// A program that is not your team's, described in Compose's terms.
public struct ServiceSpec: Sendable, Equatable {
    /// Name: that of the file.
    public var name: String
    /// The Compose mapping as written, without Dusty's own keys.
    public var compose: YAMLValue
    /// Files beside the specs that it has mounted, by their paths.
    public var files: [String: MountedFile]
    /// How to see that it can serve; nil when its health check or its start is enough.
    public var ready: ReadySpec?
    /// Where it answers.
    public var hostForwarding: [HostForwarding]
    /// Files that users provide for its container.
    public var assets: [AssetSpec]
    /// Whether the registry of its image requires a login.
    public var imageRequiresLogin: Bool
    /// Whether stacks beside the daemon's own have the one of that stack, and none of their own.
    public var isShared: Bool

    /// A service with its parts.
    public init(
        name: String,
        compose: YAMLValue,
        files: [String: MountedFile] = [:],
        ready: ReadySpec? = nil,
        hostForwarding: [HostForwarding] = [],
        assets: [AssetSpec] = [],
        imageRequiresLogin: Bool = false,
        isShared: Bool = false
    ) {
        self.name = name
        self.compose = compose
        self.files = files
        self.ready = ready
        self.hostForwarding = hostForwarding
        self.assets = assets
        self.imageRequiresLogin = imageRequiresLogin
        self.isShared = isShared
    }
}

extension ServiceSpec {
    /// Names of services and apps that the service's own keys mention, in written order.
    var linkedNames: [String] { ComposeReference.all(in: compose).map(\.name) }
}
