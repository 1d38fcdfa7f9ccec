/// Every name that a stack gives to something outside Dusty, derived here and nowhere else.
public struct StackNames: Sendable, Hashable {
    /// Name of the proxy's service; no app and no service may have it.
    public static let proxyService = "dustyInternalNginx"
    /// Key of the network that the proxy publishes its ports on.
    static let proxyNetworkKey = "proxy"
    /// Name of the stack that always exists.
    public static let standardName = "default"
    /// The stack whose names are those of the original Dusty.
    public static let standard = StackNames(unchecked: standardName, slot: 0)
    /// Slots for stacks other than the default one. Each has its own address and subnet.
    public static let slots = 1...200
    /// Longest name of a stack.
    static let longestName = 30
    /// Names that stacks cannot have, because they mean something else where a stack is named.
    private static let reserved = [standardName, "all", "test"]

    /// Name of the stack.
    public let name: String
    /// The slot that its address and subnet come from: 0 for the default stack, 1 and more for others; nil for a
    /// second daemon's own stack, where they come from its name.
    public let slot: Int?

    /// Names of the stack that a daemon always has. Throws `.invalid` unless the name is made of `a`–`z`, `0`–`9` and
    /// single `-` or `_` between them.
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

    /// Names of a stack other than the default one. Throws `.invalid` unless the name is a label of a host name without
    /// another meaning.
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

    /// Whether a new stack may have this name.
    public static func isValid(_ name: String) -> Bool {
        Naming.isStackName(name) && !reserved.contains(name)
    }

    private init(unchecked name: String, slot: Int?) {
        self.name = name
        self.slot = slot
    }

    /// The option that names the stack on a command line, with a space after it; empty for the default one.
    public static func option(for name: String) -> String { name == standardName ? "" : "-s \(name) " }

    /// Whether it is not the daemon's own stack.
    public var isBeside: Bool { (slot ?? 0) > 0 }

    /// Compose project.
    public var project: String { isStandard ? "dusty" : "dusty-\(name)" }
    /// Network that Compose makes for the project.
    public var network: String { "\(project)_default" }
    /// Network of the proxy's published ports. Its name sorts before the default one, so that the engine takes the
    /// proxy's gateway from it.
    public var proxyNetwork: String { "\(project)-proxy" }
    /// Network on which a stack beside the daemon's own reaches services of that one. It has no way out, and its name sorts after those of all
    /// other networks of Dusty: engines take a container's gateway and its published ports from the first of its networks.
    public var sharedNetwork: String { Self.sharedPrefix + name }
    /// The same of a Compose project; nil for that of a daemon's own stack.
    public static func sharedNetwork(ofProject project: String) -> String? {
        project.hasPrefix("dusty-") ? sharedPrefix + project.dropFirst("dusty-".count) : nil
    }
    /// What the names of such networks begin with.
    public static let sharedPrefix = "dusty_shared_"
    /// Its subnet; nil where the engine chooses.
    public var sharedSubnet: String? {
        guard isBeside, let slot else { return nil }
        return "10.214.\(slot).0/24"
    }
    /// First line of the hosts section.
    public var hostsBegin: String {
        isStandard ? "# BEGIN section for Dusty" : "# BEGIN section for Dusty stack \(name)"
    }
    /// Last line of the hosts section.
    public var hostsEnd: String { isStandard ? "# END section for Dusty" : "# END section for Dusty stack \(name)" }
    /// Ports that forwarding may use, in order; nil where the proxy reaches apps over the stack's network only.
    public var ports: ClosedRange<Int>? {
        if isBeside { return nil }
        let base = isStandard ? 65_000 : 61_000 + Int(Fingerprint(name).value % 80) * 50
        return base...(isStandard ? 65_535 : base + 49)
    }
    /// Loopback address of the stack if the machine is this host.
    public var address: String {
        if let slot { return "127.65.\(slot).1" }
        let value = Fingerprint(name).value
        return "127.65.\(1 + value / 256 % 254).\(1 + value % 254)"
    }

    /// Subnets of its two networks, by their keys in the Compose file; none if the engine chooses them, from pools that
    /// are soon exhausted.
    public var subnets: [String: String] {
        guard isBeside, let slot else { return [:] }
        return ["default": "10.213.\(slot).0/25", Self.proxyNetworkKey: "10.213.\(slot).128/25"]
    }

    /// Image that is built for an app or a service; nil if Compose names it. A name that is not valid for a repository
    /// is corrected and gets a fingerprint of the original after two underscores, which no other name has: `DB` and
    /// `db` are two services.
    public func image(of service: String) -> String? {
        guard isBeside else { return nil }
        if Naming.isSpecName(service) { return "\(project)/app/\(service)" }
        let parts = service.lowercased().split(whereSeparator: { "._-".contains($0) })
        return "\(project)/app/\(parts.joined(separator: "-"))__\(Fingerprint(service).hex.suffix(8))"
    }

    /// Names that Compose gives an image that it builds and that has none, in several generations.
    public func builtImages(of service: String) -> [String] {
        ["-", "_"].map { "\(project)\($0)\(service)".lowercased() }
    }

    /// A container that runs one program and is then removed; the mark cannot be guessed.
    public func oneOffName(for service: String, mark: String) -> String {
        "\(project)_\(service)_run_\(mark.prefix(12))"
    }

    /// Container of an app or a service.
    public func containerName(for service: String) -> String { "\(project)_\(service)_1" }

    /// Name that leads to that container on the stack's network, and on no other that a container may be on as well.
    public func networkName(for service: String) -> String { "\(containerName(for: service)).\(network)" }

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
    /// On images: fingerprint of what the image was built from, and of how.
    public static let build = "dusty.build"

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
