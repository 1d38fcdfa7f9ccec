import DustyCore

extension Doctor {
    /// What crashes and other programs left among the stack's containers.
    func containersCheck() async -> DoctorCheck {
        let name = "containers"
        do {
            let (own, strange) = try await stack.ownContainers.sorted()
            if fixes { try await stack.clearRemains(beside: own) }
            let temporary = own.filter(names.isTemporary).map(\.name)
            if !temporary.isEmpty {
                return await fixing(
                    name,
                    .warning,
                    "interrupted replacements: \(temporary.joined(separator: ", "))",
                    remedy: "dusty doctor --fix repairs that, as does the next dusty up"
                ) {
                    _ = try await stack.tidy(own)
                    return "one container for each service is left"
                }
            }
            guard strange.isEmpty else {
                let error = DustyError(strangers: strange.map(\.name))
                return DoctorCheck(name, .warning, error.message, remedy: error.hint)
            }
            if let detour = stack.systems.detours.words {
                return DoctorCheck(
                    name,
                    .warning,
                    "the engine holds \(detour) for containers that are gone; others are used",
                    remedy: "restart the engine when convenient, then dusty down and dusty up"
                )
            }
            return DoctorCheck(name, .ok, "\(own.count) of this stack")
        } catch {
            return DoctorCheck(name, .warning, (error as? DustyError)?.message ?? "\(error)")
        }
    }

    /// Avoids ports that the engine holds for containers that are gone; nil when there are none.
    func heldPortsCheck(_ name: String, _ ports: [Int], _ address: String) async -> DoctorCheck? {
        let machine = stack.systems.machine
        guard fixes, (try? await machine.goAround(ports, address: address, refused: false)) == true else { return nil }
        return DoctorCheck(
            name,
            .ok,
            "the engine holds ports of \(address) for containers that are gone",
            fixed: "dusty up uses another address"
        )
    }
}
