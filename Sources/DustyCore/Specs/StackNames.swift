/// Every name that a stack gives to something outside Dusty, derived here and nowhere else.
public struct StackNames: Sendable, Hashable {
    /// Name of the proxy's service; no app and no service may be called so.
    public static let proxyService = "dustyInternalNginx"
    /// Key of the network that the proxy publishes its ports on.
    static let proxyNetworkKey = "proxy"
    /// Name of the stack that is there without being made.
    public static let standardName = "default"
    /// The stack whose names are those of the original Dusty.
    public static let standard = StackNames(unchecked: standardName, slot: 0)
    /// Places for stacks beside the default one. Each has an address, a subnet and ports that no other has.
    public static let slots = 1...200
    /// Longest name of a stack.
    static let longestName = 30
    /// Names that cannot be given to a stack, because they mean something else where a stack is named.
    private static let reserved = [standardName, "all", "test"]

    /// Name of the stack.
    public let name: String
    /// Where its address, subnet and ports come from: 0 for the default stack, 1 and more for those beside it; nil for the own stack of a
    /// second daemon, whose come from its name.
    public let slot: Int?

    /// Names of the stack that a daemon has without being asked. Throws `.invalid` unless the name is made of `a`–`z`, `0`–`9` and single `-`
    /// or `_` between them.
    public init(_ name: String) throws(DustyError) {
        guard Naming.isMachineName(name) else {
            throw DustyError(
                .invalid,
                "`\(name)` cannot be the name of a stack",
                hint: "use lower-case letters and digits, with single - or _ between them, at most 40 characters"
            )
        }
        self.init(unchecked: name, slot: name == Self.standardName ? 0 : nil)
    }

    /// Names of a stack beside the default one. Throws `.invalid` unless the name is a label of a host name that means nothing else.
    public init(_ name: String, slot: Int) throws(DustyError) {
        guard Self.isValid(name), Self.slots.contains(slot) else {
            throw DustyError(
                .invalid,
                "\(String(name.prefix(80)).debugDescription) cannot be the name of a stack",
                hint: "use lower-case letters and digits, with single - between them, at most \(Self.longestName) "
                    + "characters; `default`, `all` and names with the part `test` mean something else"
            )
        }
        self.init(unchecked: name, slot: slot)
    }

    /// Whether a new stack may be called so.
    public static func isValid(_ name: String) -> Bool {
        Naming.isStackName(name) && !reserved.contains(name)
    }

    private init(unchecked name: String, slot: Int?) {
        self.name = name
        self.slot = slot
    }

    /// What stands in front of names on a command line that is about the stack, with a space behind it; nothing for the default one.
    public static func option(for name: String) -> String { name == standardName ? "" : "-s \(name) " }

    /// Whether it stands beside the daemon's own stack.
    public var isBeside: Bool { (slot ?? 0) > 0 }

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
        // Below what the kernel gives to connections, so that no client has one of them by chance.
        if let slot { return Self.range(from: 12_000, place: slot - 1, size: 100) }
        return Self.range(from: 61_000, place: Int(Fingerprint(name).value % 80), size: 50)
    }
    /// First port that forwarding takes.
    public var portBase: Int { ports.lowerBound }
    /// Loopback address of the stack on a machine that is this host.
    public var address: String {
        if let slot { return "127.65.\(slot).1" }
        let value = Fingerprint(name).value
        return "127.65.\(1 + value / 256 % 254).\(1 + value % 254)"
    }

    /// Subnets of its two networks, by their keys in the Compose file; none where the engine chooses them, as it does from pools that are soon
    /// used up.
    public var subnets: [String: String] {
        guard isBeside, let slot else { return [:] }
        return ["default": "10.213.\(slot).0/25", Self.proxyNetworkKey: "10.213.\(slot).128/25"]
    }

    /// Image that is built for an app or a service; nil where Compose names it. A name that no repository may have is put right, with a
    /// fingerprint of what it was behind two underscores, which no other name has: `DB` and `db` are two services.
    public func image(of service: String) -> String? {
        guard isBeside else { return nil }
        if Naming.isSpecName(service) { return "\(project)/app/\(service)" }
        let parts = service.lowercased().split(whereSeparator: { "._-".contains($0) })
        return "\(project)/app/\(parts.joined(separator: "-"))__\(Fingerprint(service).hex.suffix(8))"
    }

    /// Container of an app or a service.
    public func containerName(for service: String) -> String { "\(project)_\(service)_1" }

    private static func range(from first: Int, place: Int, size: Int) -> ClosedRange<Int> {
        let base = first + place * size
        return base...(base + size - 1)
    }

    private var isStandard: Bool { slot == 0 }
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
