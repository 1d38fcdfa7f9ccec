import DustyCore

extension VirtualBox {
    /// The first adapter for a host-only network, created when there is none, with a server that assigns addresses; nil
    /// if VirtualBox cannot have one, as on Macs, or must not create one.
    func adapter(_ manage: VBoxManage) async throws -> VBoxAdapter? {
        guard let adapter = try await existingAdapter(manage) else { return nil }
        let server = adapter.server
        let known = VBoxBlocks(try await manage.run(["list", "dhcpservers"])).blocks
            .first { $0["NetworkName"] == adapter.network }
        if known == nil {
            try await manage.run([
                "dhcpserver", "add", "--network=\(adapter.network)", "--server-ip=\(server.address)",
                "--netmask=\(server.mask)", "--lower-ip=\(server.lower)", "--upper-ip=\(server.upper)", "--enable",
            ])
        } else if known?["Enabled"] != "Yes" {
            try await manage.run(["dhcpserver", "modify", "--network=\(adapter.network)", "--enable"])
        }
        return adapter
    }

    private func existingAdapter(_ manage: VBoxManage) async throws -> VBoxAdapter? {
        let list = ["list", "hostonlyifs"]
        if let adapter = VBoxAdapter.all(try await manage.run(list)).first { return adapter }
        let creation = try await manage.attempt(["hostonlyif", "create"])
        guard creation.status == 0, let name = VBoxAdapter.created(creation.output) else { return nil }
        let made = VBoxAdapter.all(try await manage.run(list)).first { $0.name == name }
        if let made { return made }
        // Older versions leave it without an address.
        let address = ["hostonlyif", "ipconfig", name, "--ip", "192.168.56.1", "--netmask", "255.255.255.0"]
        guard try await manage.attempt(address).status == 0 else { return nil }
        return VBoxAdapter.all(try await manage.run(list)).first { $0.name == name }
    }

    /// Has the network's server always assign the same address to a machine; nil if there is no such network, or the
    /// server cannot do that.
    func pinnedAddress(_ vm: VMRecord, _ information: VBoxInformation, _ manage: VBoxManage) async throws -> String? {
        guard vm.adopted == nil, let (card, adapter) = try await ownNetwork(information, manage) else { return nil }
        let others = try catalog.all().compactMap { other -> String? in
            guard other.name != vm.name, case .hostOnly(let address, _) = other.vm?.network else { return nil }
            return address
        }
        let address = adapter.fixedAddress(for: vm.name, otherThan: Set(others))
        let pinned = try await manage.attempt([
            "dhcpserver", "modify", "--network=\(adapter.network)", "--vm=\(vm.hypervisorName)",
            "--nic=\(card.slot)", "--fixed-address=\(address)",
        ])
        guard pinned.status == 0 else { return nil }
        // A server that runs for other machines reads its settings only at its start; a stopped one reports that, and
        // no more.
        _ = try await manage.attempt(["dhcpserver", "restart", "--network=\(adapter.network)"])
        return address
    }

    /// Addresses that a machine may have on the host-only network: those its system reports, and the one the network's
    /// server assigned.
    func addresses(
        _ vm: VMRecord,
        _ own: (card: VBoxInformation.Card, adapter: VBoxAdapter),
        _ manage: VBoxManage
    ) async throws -> [String] {
        let properties = try await manage.attempt(["guestproperty", "enumerate", vm.hypervisorName])
        let lease = try await manage.attempt([
            "dhcpserver", "findlease", "--network=\(own.adapter.network)", "--mac-address=\(own.card.hardwareAddress)",
        ])
        let told = VBoxGuestProperties(properties.output).addresses(of: own.card.hardwareAddress)
        let given = VBoxBlocks(lease.output).blocks.first?["IP Address"]
        return (told + [given].compactMap(\.self)).filter(own.adapter.holds)
    }

    /// The card on a host-only network, with that network.
    func ownNetwork(
        _ information: VBoxInformation,
        _ manage: VBoxManage
    ) async throws -> (card: VBoxInformation.Card, adapter: VBoxAdapter)? {
        guard let card = information.cards.first(where: { $0.attachment == "hostonly" }) else { return nil }
        let adapters = VBoxAdapter.all(try await manage.run(["list", "hostonlyifs"]))
        return adapters.first { $0.name == card.adapter }.map { (card, $0) }
    }
}
