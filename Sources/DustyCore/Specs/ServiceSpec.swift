/// A program that is not your team's, described in Compose's terms.
public struct ServiceSpec: Sendable, Equatable {
    /// Name: that of the file.
    public var name: String
    /// The Compose mapping as written.
    public var compose: YAMLValue
    /// Files beside the specs that it has mounted, by their paths.
    public var files: [String: MountedFile]

    /// A service with its parts.
    public init(name: String, compose: YAMLValue, files: [String: MountedFile] = [:]) {
        self.name = name
        self.compose = compose
        self.files = files
    }
}

extension ServiceSpec {
    /// Names of services and apps that the service's own keys mention, in written order.
    var linkedNames: [String] { ComposeReference.all(in: compose).map(\.name) }
}
