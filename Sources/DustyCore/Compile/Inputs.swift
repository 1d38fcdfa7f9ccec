/// Everything that compiling depends on: the same inputs give the same blueprint.
public struct Inputs: Sendable {
    /// Image of the proxy by default.
    public static let standardProxyImage = "nginx:1.22"
    /// The active specs.
    public var assembled: AssembledSpecs
    /// The stack's names.
    public var names: StackNames
    /// Facts of the machine.
    public var machine: MachineFacts
    /// Environment variables that override the specs, by app or service.
    public var envOverrides: [String: [String: Secret]]
    /// Directories of repos on this host, for images that are built from them.
    public var localPaths: [RepoReference: String]
    /// Image of the proxy.
    public var proxyImage: String
    /// Whether the plain host names lead to this stack on this host, beside its own.
    public var isFront = false
    /// Host names that lead to another stack on this host, lower-case.
    public var namesElsewhere: Set<String> = []
    /// Services that the stack has from another one instead of a container of its own, each with the name of the container there.
    public var shared: [String: String] = [:]
    /// The assets that are set, with a value that changes whenever they are set again. Their content is not in the
    /// output.
    public var assets: [String: String]
    /// The state of what images are built from, by app or service; images without one are built only when there is none.
    public var builds: [String: String]

    /// Inputs with their parts.
    public init(
        assembled: AssembledSpecs,
        names: StackNames = .standard,
        machine: MachineFacts,
        envOverrides: [String: [String: Secret]] = [:],
        localPaths: [RepoReference: String] = [:],
        proxyImage: String = Inputs.standardProxyImage,
        assets: [String: String] = [:],
        builds: [String: String] = [:]
    ) {
        self.assembled = assembled
        self.names = names
        self.machine = machine
        self.envOverrides = envOverrides
        self.localPaths = localPaths
        self.proxyImage = proxyImage
        self.assets = assets
        self.builds = builds
    }

    /// The machine's tree, with a place for every repo that the specs name: worked out at each call, from all specs.
    var tree: MachineTree { MachineTree(root: machine.root, of: assembled.specs) }
}
