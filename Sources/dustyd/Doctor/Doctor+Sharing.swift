import DustyCore

extension Doctor {
    /// Whether the services that stacks share run, and are connected. Nil when there are none.
    func sharedServicesCheck() async -> DoctorCheck? {
        let name = "shared services"
        let facts = await stack.observatory.current()
        let borrowed = facts.wanted.services.filter { $0.lender != nil }.map(\.name).sorted()
        let lent = facts.borrowersByService.sorted { $0.key < $1.key }
            .map { "\($0) with \($1.joined(separator: ", "))" }
        guard !borrowed.isEmpty else {
            return lent.isEmpty ? nil : DoctorCheck(name, .ok, lent.joined(separator: "; "))
        }
        return await bounded(name) { await look(at: borrowed, name) }
    }

    private func look(at borrowed: [String], _ name: String) async -> DoctorCheck {
        let (lender, remedy) = (stack.stacks.own.name, "dusty up -s \(names.name)")
        do {
            let containers = try await stack.containers()
            try stack.refuseClash(borrowed, among: containers)
            guard containers.contains(where: \.hasProcess) else {
                let list = borrowed.joined(separator: ", ")
                return DoctorCheck(name, .ok, "\(list) with \(lender), once this stack runs")
            }
            let lent = try await stack.lent()
            let faults = borrowed.compactMap { service -> String? in
                guard lent[service]?.isUp == true else { return "\(service) does not run in \(lender)" }
                return lent[service]?.isConnected == true ? nil : "\(service) of \(lender) is not connected"
            }
            guard faults.isEmpty else {
                return DoctorCheck(name, .failure, faults.joined(separator: "; "), remedy: remedy)
            }
            return DoctorCheck(name, .ok, "\(borrowed.joined(separator: ", ")) with \(lender)")
        } catch {
            let fault = error as? DustyError
            return DoctorCheck(name, .failure, fault?.message ?? "\(error)", remedy: fault?.hint ?? remedy)
        }
    }
}
