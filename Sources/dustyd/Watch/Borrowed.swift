import DustyCore

/// A service that the stack has from another one, as that one knows it.
struct Borrowed: Sendable, Equatable {
    /// Its container there; nil while there is none.
    var container: ObservedContainer?
    /// Its row there.
    var row: ContainerStatus
    /// What it must do there to count as ready.
    var gate: Gate?
    /// What is known there of its present run.
    var verdict: Readiness.Verdict?
}

extension StackFacts {
    /// Services that it has from another stack and has no container of.
    var borrowedNames: Set<String> {
        Set(wanted.services.filter { $0.lender != nil }.map(\.name)).subtracting(containers.map(\.service))
    }

    /// Throws for a service that another stack has: what is done to it is done there. `command` is what to run for that stack.
    func checkOwn(_ service: String, for command: (_ lender: String) -> String) throws(DustyError) {
        guard borrowedNames.contains(service),
            let lender = wanted.services.first(where: { $0.name == service })?.lender
        else { return }
        throw DustyError(
            .conflict,
            "\(service) is that of the stack `\(lender)`, with which this one shares it; nothing was done to it",
            hint: "for that one: \(command(lender))"
        )
    }

    /// These of its services, as another stack shows them.
    func lent(_ services: Set<String>, at now: Timestamp) -> [String: Borrowed] {
        guard !services.isEmpty else { return [:] }
        let rows = snapshot(at: now).services
        var lent: [String: Borrowed] = [:]
        for service in services {
            guard let row = rows.first(where: { $0.name == service }) else { continue }
            let container = containers.first { $0.service == service }
            lent[service] = Borrowed(
                container: container,
                row: row,
                gate: gate(of: service),
                verdict: container.flatMap { verdict(on: $0) }
            )
        }
        return lent
    }

    /// Takes over which networks a container is on, and nothing else: of the others it is not known whether they are still as they were. One
    /// that is gone does not come back by that.
    mutating func note(networksOf container: ObservedContainer) {
        guard let index = containers.firstIndex(where: { $0.id == container.id }) else { return }
        containers[index].networks = container.networks
    }

    /// Stacks that have services of this one, by service.
    var borrowersByService: [String: [String]] {
        var found: [String: [String]] = [:]
        for (stack, services) in borrowers.sorted(by: { $0.key < $1.key }) {
            for service in services { found[service, default: []].append(stack) }
        }
        return found
    }

    /// The row of a service that another stack has.
    func borrowedRow(_ item: WantedStack.Item, of lender: String) -> ContainerStatus {
        let lent = borrowed[item.name]
        var row = lent?.row ?? ContainerStatus(name: item.name, state: .missing, image: item.image)
        row.urls = item.urls
        row.ports = item.ports
        row.repos = []
        row.sharedBy = lender
        row.sharedWith = nil
        row.outdated = nil
        row.wanted = true
        // Numbers of jobs are each stack's own.
        row.job = nil
        let network = StackNames.sharedPrefix + stack
        guard let container = lent?.container, container.status == .running, containers.contains(where: \.hasProcess),
            container.networks[network] == nil
        else { return row }
        row.state = .unhealthy
        row.cutOff = true
        row.failing = true
        row.message = "it has lost its place on the network \(network); `dusty up` restores it"
        return row
    }
}
