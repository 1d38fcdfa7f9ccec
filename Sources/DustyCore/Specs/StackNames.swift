/// Every name that a stack gives to something outside Dusty, derived here and nowhere else.
public struct StackNames: Sendable, Hashable {
    /// Name of the proxy's service; no app and no service may be called so.
    public static let proxyService = "dustyInternalNginx"
    /// The stack whose names are those of the original Dusty.
    public static let standard = StackNames(unchecked: "default")

    /// Name of the stack.
    public let name: String

    /// Names of a stack. Throws `.invalid` unless the name is made of `a`–`z`, `0`–`9` and single `-` or `_` between them.
    public init(_ name: String) throws(DustyError) {
        guard Self.isValid(name) else {
            throw DustyError(
                .invalid,
                "`\(name)` cannot be the name of a stack",
                hint: "use lower-case letters and digits, with single - or _ between them, at most 40 characters"
            )
        }
        self.init(unchecked: name)
    }

    /// Whether a stack may be called so.
    public static func isValid(_ name: String) -> Bool {
        Naming.isStackName(name)
    }

    private init(unchecked name: String) {
        self.name = name
    }

    /// Compose project.
    public var project: String { isStandard ? "dusty" : "dusty-\(name)" }
    /// Network that Compose makes for the project.
    public var network: String { "\(project)_default" }
    /// Network of the proxy's published ports. It comes before the default one by name, so that the engine takes the proxy's gateway from it.
    public var proxyNetwork: String { "\(project)-proxy" }
    /// First line of the hosts section.
    public var hostsBegin: String {
        isStandard ? "# BEGIN section for Dusty" : "# BEGIN section for Dusty stack \(name)"
    }
    /// Last line of the hosts section.
    public var hostsEnd: String { isStandard ? "# END section for Dusty" : "# END section for Dusty stack \(name)" }
    /// Ports that forwarding may take, in order.
    public var ports: ClosedRange<Int> {
        if isStandard { return 65_000...65_535 }
        let slot = Int(Fingerprint(name).value % UInt64(Self.slots))
        let base = 61_000 + slot * Self.portsPerSlot
        return base...(base + Self.portsPerSlot - 1)
    }
    /// First port that forwarding takes.
    public var portBase: Int { ports.lowerBound }
    /// Loopback address of the stack on a machine that is this host.
    public var address: String {
        if isStandard { return "127.65.0.1" }
        let value = Fingerprint(name).value
        return "127.65.\(1 + value / 256 % 254).\(1 + value % 254)"
    }

    /// Container of an app or a service.
    public func containerName(for service: String) -> String { "\(project)_\(service)_1" }

    private static let portsPerSlot = 50
    private static let slots = 80
    private var isStandard: Bool { name == "default" }
}

/// Keys of the labels on everything that Dusty makes in the engine.
public enum StackLabel {
    /// Name of the stack.
    public static let stack = "dusty.stack"
    /// Name of the app or service.
    public static let service = "dusty.service"
    /// One of `Kind`.
    public static let kind = "dusty.kind"
    /// Fingerprint of the definition that the container was made from.
    public static let spec = "dusty.spec"

    /// What a container is.
    public enum Kind: String, Sendable, CaseIterable {
        /// A program of ours.
        case app
        /// A program of others.
        case service
        /// The proxy.
        case proxy
    }
}
