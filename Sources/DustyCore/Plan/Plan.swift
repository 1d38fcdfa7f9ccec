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
    /// Services whose image must be built: there is none, or it was built from something else.
    public var build: [String] = []
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
    /// Services that share the network, or the like, of a container that is made: theirs must be made after it.
    public var follow: [String] = []
    /// Services that share it with a container that starts, or has started after them: theirs must restart.
    public var restart: [String] = []
    /// Services of another stack that it must start first.
    public var lend: [String] = []
    /// Services of another stack whose container must be connected with this one's.
    public var borrow: [String] = []
    /// Services whose container runs and must be connected with those of the other stack.
    public var attach: [String] = []
    /// Services of another stack whose container must be disconnected from this one's.
    public var giveBack: [String] = []
    /// Whether the network of shared services goes, since nothing is shared any longer.
    public var endsSharing = false
    /// Services whose container is no longer needed.
    public var remove: [String] = []
    /// The section that the hosts file shall have; nil when it has it. What else is in the file is not the plan's.
    public var hosts: HostsSection?

    /// A plan that does nothing.
    public init() {}

    /// The part of it that is about these services: nothing is done to the containers and command files of others, which the next whole
    /// plan sees to. Files that all share are written whole.
    public func limited(to services: Set<String>) -> Plan {
        let isMeant: (String) -> Bool = { services.contains(String($0.prefix { $0 != "/" })) }
        var plan = self
        plan.scripts = scripts.filter { isMeant($0.key) }
        plan.staleScripts = staleScripts.filter(isMeant)
        plan.build = build.filter(services.contains)
        plan.create = create.filter(services.contains)
        plan.changed = changed.filter(services.contains)
        plan.start = start.filter(services.contains)
        plan.replace = replace.filter(services.contains)
        plan.join = join.filter(services.contains)
        plan.lend = lend.filter(services.contains)
        plan.borrow = borrow.filter(services.contains)
        plan.attach = attach.filter(services.contains)
        plan.giveBack = giveBack.filter(services.contains)
        plan.endsSharing = false
        plan.remove = []
        return plan
    }

    /// Whether anything is to be done to containers but for connecting them.
    public var touchesContainers: Bool {
        !(begun.isEmpty && restart.isEmpty && remove.isEmpty)
    }

    /// Services whose container is made, or starts.
    public var begun: [String] { create + start + replace + follow }

    /// Services whose container is made.
    public var made: [String] { create + replace + follow }

    /// Whether there is nothing to do at all.
    public var isEmpty: Bool {
        self == Plan()
    }
}
