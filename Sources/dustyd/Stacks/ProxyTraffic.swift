import DustyCore

/// The TCP connections of the network that a container has to itself, as the kernel counts them.
struct ProxyTraffic: Sendable, Equatable {
    /// How many it has ever accepted.
    var accepted: Int
    /// How many are open.
    var open: Int

    /// Whether somebody has used it since an earlier moment, or does.
    func isUse(since earlier: ProxyTraffic?) -> Bool { open > 0 || accepted != earlier?.accepted }
}

extension LinuxKernel {
    /// The connections of a container of this host whose first process this is. Nil when that process is not of this
    /// container, as with an engine in a virtual machine, or has ended.
    func traffic(of container: String, process: Int) -> ProxyTraffic? {
        guard process > 0, container.utf8.count >= 12,
            lines("/proc/\(process)/cgroup").contains(where: { $0.contains(container) })
        else { return nil }
        let rows = lines("/proc/\(process)/net/snmp").filter { $0.hasPrefix("Tcp:") }.map { $0.split(separator: " ") }
        guard rows.count == 2, rows[0].count == rows[1].count else { return nil }
        let values = Dictionary(zip(rows[0], rows[1])) { first, _ in first }
        guard let accepted = values["PassiveOpens"].flatMap({ Int($0) }),
            let open = values["CurrEstab"].flatMap({ Int($0) })
        else { return nil }
        return ProxyTraffic(accepted: accepted, open: open)
    }
}
