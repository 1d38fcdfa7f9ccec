/// What compiling needs to know about the machine.
public struct MachineFacts: Sendable, Equatable {
    /// Address that the stack's host names lead to.
    public var address: String
    /// Address of the engine's bridge, to which forwarded ports are bound.
    public var bridgeAddress: String
    /// Address of the machine at which the proxy's ports are published; host names lead there, or to where it is forwarded.
    public var publishAddress: String
    /// Directory on the machine that contains its own tree (`/persist`, `/dusty_repos`, …); empty when that is the
    /// root.
    public var root: String
    /// Ports of the bridge address that are unavailable, so that forwarding takes others.
    public var blockedPorts: Set<Int>

    /// Whether ports of the bridge address can be used at all. An engine in a virtual machine of its own may refuse to bind them.
    public var hasBridge: Bool

    /// Why the proxy does not reach ports of the bridge address, in words; nil if it does.
    public var bridgeFault: String?

    /// Facts of a machine; by default the proxy's ports are published where host names lead to.
    public init(
        address: String,
        bridgeAddress: String,
        root: String = "",
        publishAddress: String? = nil,
        blockedPorts: Set<Int> = [],
        hasBridge: Bool = true,
        bridgeFault: String? = nil
    ) {
        self.hasBridge = hasBridge
        self.bridgeFault = bridgeFault
        self.blockedPorts = blockedPorts
        self.publishAddress = publishAddress ?? address
        self.address = address
        self.bridgeAddress = bridgeAddress
        self.root = root
    }
}
