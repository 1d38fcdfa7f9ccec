import DustyCore

extension VirtualBox {
    /// Name that boot2docker has for its user.
    private static let otherUser = "docker"

    /// How to reach the machine, decided at its first start: at its own address if the same server answers there, else
    /// through the port.
    func settledNetwork(
        _ vm: VMRecord,
        _ port: Int,
        _ keys: HostKeys,
        _ pinned: String?,
        _ information: VBoxInformation,
        _ manage: VBoxManage
    ) async throws -> VMNetwork {
        if let network = vm.network { return network }
        var record = vm
        record.network =
            try await ownAddress(vm, keys, pinned, information, manage) ?? .forwarded(port: port)
        try catalog.put(record)
        return record.network ?? .forwarded(port: port)
    }

    /// The machine's address on a host-only network, once the server known from the port answers there.
    private func ownAddress(
        _ vm: VMRecord,
        _ keys: HostKeys,
        _ pinned: String?,
        _ information: VBoxInformation,
        _ manage: VBoxManage
    ) async throws -> VMNetwork? {
        guard let own = try await ownNetwork(information, manage) else { return nil }
        let deadline = ContinuousClock.now + patience.ownAddress
        repeat {
            // An address that is not pinned may be another machine's tomorrow.
            let candidates = if let pinned { [pinned] } else { try await addresses(vm, own, manage) }
            for address in candidates where try await scan(address, 22) == keys {
                return .hostOnly(address: address, prefix: own.adapter.prefix)
            }
            try await Task.sleep(for: patience.pause)
        } while ContinuousClock.now < deadline
        return nil
    }

    /// How to log in. A system that reported its host keys is Dusty's own, with Dusty's key in it; others are
    /// boot2docker's.
    func login(_ vm: VMRecord, _ network: VMNetwork, _ port: Int, _ keys: HostKeys?) async throws -> VMLogin {
        let user = vm.user ?? (keys == nil ? Self.otherUser : "root")
        let place = if case .hostOnly(let address, _) = network { address } else { "127.0.0.1:\(port)" }
        let owner = vm.adopted == nil ? nil : try await lookUp(vm.owner)
        let first = owner.map { FirstLogin(user: $0, identity: vm.identity) }
        return VMLogin(
            target: try SSHTarget("\(user)@\(place)"),
            hostKeys: keys,
            first: first,
            forwardOnly: network.isForwarded
        )
    }
}
