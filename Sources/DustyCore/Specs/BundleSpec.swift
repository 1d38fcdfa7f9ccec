/// Apps and services that are switched on together.
public struct BundleSpec: Sendable, Equatable {
    /// Name: that of the file.
    public var name: String
    /// What it is for.
    public var description: String
    /// Its apps.
    public var apps: [String]
    /// Its services.
    public var services: [String]

    /// A bundle with its parts.
    public init(name: String, description: String = "", apps: [String] = [], services: [String] = []) {
        self.name = name
        self.description = description
        self.apps = apps
        self.services = services
    }
}
