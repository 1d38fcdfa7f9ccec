import DustyCore

/// An adapter of this host for a network that only this host and virtual machines are on, as printed by `VBoxManage
/// list hostonlyifs`.
struct VBoxAdapter: Sendable, Equatable {
    /// How virtual machines call it.
    var name: String
    /// This host's address there.
    var address: String
    /// Length of the network's prefix.
    var prefix: Int
    /// How DHCP servers call its network.
    var network: String

    /// Adapters that have an address, in the order of the list.
    static func all(_ output: String) -> [VBoxAdapter] {
        VBoxBlocks(output).blocks.compactMap { block in
            guard let name = block["Name"], let address = block["IPAddress"], let network = block["VBoxNetworkName"],
                let number = IPv4Number(address), number.value != 0,
                let prefix = block["NetworkMask"].flatMap(IPv4Number.init)?.prefix, (16...28).contains(prefix)
            else { return nil }
            return VBoxAdapter(name: name, address: address, prefix: prefix, network: network)
        }
    }

    /// The name of the adapter that `VBoxManage hostonlyif create` made.
    static func created(_ output: String) -> String? {
        output.firstMatch(of: /Interface '([^']+)' was successfully created/).map { String($0.output.1) }
    }

    /// Address of the network's DHCP server, and the addresses that it hands out by itself.
    var server: (address: String, lower: String, upper: String, mask: String) {
        let size = UInt32(1) << (32 - UInt32(prefix))
        return (
            IPv4Number(base + 2).text, IPv4Number(base + size / 2).text, IPv4Number(base + size - 2).text,
            IPv4Number(UInt32.max << (32 - UInt32(prefix))).text
        )
    }

    /// An address for a machine of this name, below those that the server assigns, including VirtualBox's own default
    /// server.
    func fixedAddress(for machine: String, otherThan taken: Set<String>) -> String {
        let room = (UInt32(3) << (32 - UInt32(prefix))) / 8 - 1
        let start = machine.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 } % room
        let candidates = (0..<room).map { IPv4Number(base + 3 + (start + $0) % room).text }
        return candidates.first { !taken.contains($0) && $0 != address } ?? candidates[0]
    }

    /// Whether an address belongs to the network.
    func holds(_ text: String) -> Bool {
        guard let number = IPv4Number(text) else { return false }
        return number.value & (UInt32.max << (32 - UInt32(prefix))) == base
    }

    private var base: UInt32 { (IPv4Number(address)?.value ?? 0) & (UInt32.max << (32 - UInt32(prefix))) }
}
