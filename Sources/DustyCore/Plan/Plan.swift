/// The steps from what is observed to what is wanted. Empty when there is nothing to do.
public struct Plan: Sendable, Equatable {
    /// Command files to write, by path relative to their directory.
    public var scripts: [String: String] = [:]
    /// Command files that are no longer needed.
    public var staleScripts: [String] = []
    /// The proxy configuration to install; nil when the right one is there.
    public var proxyConfig: String?
    /// Host names that shall lead to the proxy inside containers; nil when the right ones do.
    public var proxyNames: [String]?
    /// The Compose file to write; nil when the right one is there.
    public var composeFile: Secret?
    /// Services that Compose must create, or recreate because their definition changed.
    public var create: [String] = []
    /// Those of `create` that have a container made from another definition.
    public var changed: [String] = []
    /// Services whose container is as wanted but does not run.
    public var start: [String] = []
    /// Services whose container is left over from an interrupted start and must be replaced.
    public var replace: [String] = []
    /// Services whose container runs and must get its place on the stack's network back.
    public var join: [String] = []
    /// Services whose container is no longer needed.
    public var remove: [String] = []
    /// The section that the hosts file shall have; nil when it has it. What else is in the file is not the plan's.
    public var hosts: HostsSection?

    /// A plan that does nothing.
    public init() {}

    /// Whether Compose has anything to do.
    public var touchesContainers: Bool {
        !(create.isEmpty && start.isEmpty && replace.isEmpty && remove.isEmpty)
    }

    /// Whether there is nothing to do at all.
    public var isEmpty: Bool {
        self == Plan()
    }
}
