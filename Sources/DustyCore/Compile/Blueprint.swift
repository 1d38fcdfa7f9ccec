/// What should exist: the result of compiling.
public struct Blueprint: Sendable, Equatable {
    /// Port of every forwarding rule.
    public var ports: PortTable
    /// Section of the hosts file.
    public var hosts: HostsSection
    /// Configuration of the proxy.
    public var proxy: ProxyConfig
    /// The Compose file.
    public var compose: ComposeFile
    /// What apps and services must do before their dependants may start, by name; no entry if their start is enough.
    public var gates: [String: Gate]
    /// Host names that lead to the proxy inside containers, sorted.
    public var proxyNames: [String]
    /// The command files, sorted by path.
    public var scripts: [CommandScript]
    /// The repos to copy to the machine, sorted by name.
    public var mounts: [SyncMount]

    /// Compiles. Throws `.specs` with every problem that only appears among the active specs, such as clashing ports.
    public init(compiling inputs: Inputs) throws(DustyError) {
        var problems: [SpecProblem] = []
        ports = PortTable(
            inputs.assembled,
            names: inputs.names,
            address: inputs.machine.address,
            avoiding: inputs.machine.blockedPorts,
            hasBridge: inputs.machine.hasBridge,
            problems: &problems
        )
        guard problems.isEmpty else { throw DustyError(specs: problems) }
        var entries = ports.hosts.filter { !inputs.namesElsewhere.contains($0.name.lowercased()) }
        if inputs.isFront {
            var seen = Set(entries.map { $0.name.lowercased() })
            for name in ports.proxy.compactMap(\.innerName) where seen.insert(name.lowercased()).inserted {
                entries.append(HostsSection.Entry(address: inputs.machine.address, name: name))
            }
        }
        hosts = HostsSection(entries: entries, names: inputs.names)
        let option = inputs.names.isBeside ? StackNames.option(for: inputs.names.name) : ""
        let isShared = inputs.names.isBeside || !inputs.machine.hasBridge || inputs.machine.bridgeFault != nil
        let way: ProxyWay = isShared ? .network(inputs.names) : .bridge(inputs.machine.bridgeAddress)
        proxy = ProxyConfig(rules: ports.proxy, way: way, option: option)
        scripts = CommandScript.all(for: inputs.assembled)
        compose = ComposeFile(inputs, ports: ports, scripts: scripts)
        // Whether a shared service is ready, the stack knows that has it.
        gates = Gate.all(of: inputs.assembled.containers).filter { inputs.shared[$0.key] == nil }
        // A name that a container itself has leads there, as it does without any rule.
        let known = compose.entries.map(\.name) + inputs.shared.keys
        let taken = Set(known.flatMap { [$0, inputs.names.containerName(for: $0)] })
        let wanted = Set((ports.hosts.map(\.name) + ports.proxy.compactMap(\.innerName)).map { $0.lowercased() })
            .subtracting(taken).sorted()
        // The proxy is on the stack's network by its names there, so it needs one.
        let needsName = isShared && wanted.isEmpty && !ports.proxy.isEmpty
        proxyNames = needsName ? [StackNames.proxyService.lowercased()] : wanted
        mounts = inputs.tree.mounts(of: inputs.assembled.repos)
    }
}
