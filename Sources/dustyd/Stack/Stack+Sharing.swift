import DustyCore

/// Services that a stack beside the daemon's own has from there: its containers reach them under their plain names on their own network.
extension Stack {
    /// The services that it has from the daemon's own stack, each with the name of the container there. Throws when it was told to share what
    /// it cannot; where only the specs say so, and the daemon's own stack is not of the same project, it has them itself.
    func shared(_ assembled: AssembledSpecs, _ settings: Settings) async throws -> [String: String] {
        guard names.isBeside else { return [:] }
        let services = try assembled.sharedServices(settings.share)
        guard !services.isEmpty else { return [:] }
        if let fault = try await sharingFault(settings) {
            guard services.isDisjoint(with: settings.share) else { throw fault }
            return [:]
        }
        let lender = stacks.own
        return Dictionary(services.map { ($0, lender.containerName(for: $0)) }) { $1 }
    }

    /// Why it can have nothing of the daemon's own stack; nil if it can.
    func sharingFault(_ settings: Settings) async throws -> DustyError? {
        let name = stacks.own.name
        let hint = "take it back: `dusty config unset -s \(names.name) share`"
        guard let lender = stacks.lender, lender.isHere else {
            return DustyError(.conflict, "nothing of `\(name)` can be shared: it is not on this host", hint: hint)
        }
        let own = settings.specsRepo.map { RepoReference($0).name.withoutLogins }
        let other = try await lender.project()
        guard own != other else { return nil }
        return DustyError(
            .conflict,
            "nothing of `\(name)` can be shared: it is another project (\(other ?? "it has no specs"))",
            hint: hint
        )
    }

    /// What the daemon's own stack has of what this one has from it, or is on this one's network.
    func lent() async throws -> [String: Observed.Lent] {
        guard names.isBeside, let lender = stacks.lender, lender.isHere else { return [:] }
        let wanted = await observatory.current().wanted.services.filter { $0.lender != nil }.map(\.name)
        let facts = await lender.observatory.current()
        guard !wanted.isEmpty || !facts.engine.reachable || facts.containers.contains(where: isOnNetwork) else {
            return [:]
        }
        let found = try await lender.containers(of: Set(wanted), on: names.network)
        return Dictionary(
            found.filter { wanted.contains($0.service) || isOnNetwork($0) }.map { container in
                let isUp = lender.isUp(container, in: facts)
                // What has done all that is expected of it is reached by nobody.
                let isConnected = isConnected(container) || isUp && !container.hasProcess
                return (container.service, Observed.Lent(isUp: isUp, isConnected: isConnected))
            }
        ) { first, _ in first }
    }

    private func isOnNetwork(_ container: ObservedContainer) -> Bool { container.networks[names.network] != nil }

    /// Whether the stack's containers reach one of another stack by the name of its service.
    func isConnected(_ container: ObservedContainer) -> Bool {
        container.networks[names.network]?.aliases.contains(container.service) == true
    }
}

extension Stack {
    /// Has the daemon's own stack bring up some of its services.
    func lend(_ services: [String], for caller: Caller) async throws {
        guard !services.isEmpty, let lender = stacks.lender else { return }
        let wanted = await lender.observatory.current().wanted
        for service in services where !wanted.serviceNames.contains(service) {
            let bundles = wanted.inactive[service] ?? []
            guard !wanted.serviceNames.isEmpty || !bundles.isEmpty else { continue }
            let name = lender.names.name
            throw DustyError(
                .conflict,
                "\(service) is shared with `\(name)`, which "
                    + (bundles.isEmpty ? "does not have it" : "has it in no active bundle"),
                hint: bundles.isEmpty
                    ? "update the specs of `\(name)`, or do not share it"
                    : "`dusty bundles activate \(bundles[0]) -s \(name)`"
            )
        }
        do { try await lender.bringUp(services, caller) } catch let error as DustyError {
            let list = services.joined(separator: ", ")
            throw DustyError(
                error.code,
                "`\(lender.names.name)` cannot start \(list), which it shares with this stack: \(error.message)",
                hint: error.hint
            )
        }
        await noteBorrowed()
    }

    /// Brings up and connects what it has from the daemon's own stack among these.
    func provide(_ services: [String], for caller: Caller) async throws {
        guard !services.isEmpty else { return }
        let lent = try await lent()
        try await lend(services.filter { lent[$0]?.isUp != true }, for: caller)
        try await borrow(services)
    }

    /// Connects containers of the daemon's own stack with this one's network, under the names of their services. Where there is no such
    /// network, nobody could use them.
    func borrow(_ services: [String]) async throws {
        guard !services.isEmpty, let lender = stacks.lender else { return }
        try await sharing.holding(names.network) {
            for container in try await lender.containers(of: Set(services), on: names.network)
            where services.contains(container.service) && container.hasProcess {
                try await connect(container, of: lender)
            }
        }
        await noteBorrowed()
    }

    private func connect(_ container: ObservedContainer, of lender: Lender) async throws {
        guard !isConnected(container) else { return }
        let (engine, network) = (systems.engine, names.network)
        if isOnNetwork(container) { try await engine.leave(container: container.id, network: network) }
        // The second is the name by which the stack's proxy looks for it.
        let aliases = [container.service, names.containerName(for: container.service)]
        do {
            try await engine.join(container: container.id, network: network, aliases: aliases)
        } catch let error as DustyError {
            // The network, or the container, is gone; or somebody was faster.
            if error.code != .notFound {
                guard let now = try await lender.inspect(container.id), isConnected(now) else { throw error }
            }
        }
        try await lender.look(at: container.id)
    }

    /// Disconnects containers of the daemon's own stack from this one's network.
    func giveBack(_ services: [String]) async throws {
        guard !services.isEmpty, let lender = stacks.lender else { return }
        for container in try await lender.list() where services.contains(container.service) {
            try await disconnect(container, of: lender)
        }
    }

    /// Disconnects all that is not the stack's own from its network, and keeps it so while `body` removes the network: one with anything on it
    /// stays, and a container that was on a network that is gone does not start.
    func withoutBorrowed<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        guard names.isBeside, let lender = stacks.lender, lender.isHere else { return try await body() }
        return try await sharing.holding(names.network) {
            for container in try await lender.list() { try await disconnect(container, of: lender) }
            return try await body()
        }
    }

    private func disconnect(_ container: ObservedContainer, of lender: Lender) async throws {
        guard isOnNetwork(container) else { return }
        try await systems.engine.leave(container: container.id, network: names.network)
        try await lender.look(at: container.id)
    }

    /// Takes over what the daemon's own stack knows of what this one has from it.
    func noteBorrowed() async {
        guard let lender = stacks.lender else { return }
        let own = await observatory.current()
        let lent = await lender.observatory.current().lent(own.borrowedNames, at: observatory.now)
        if own.borrowed != lent { await observatory.update { $0.borrowed = lent } }
    }
}

extension Stack {
    /// Takes containers that are about to start off the networks of other stacks: one may be gone, and without it they would not start. Those
    /// other stacks connect them again.
    func leaveOthers(_ services: [String], among containers: [ObservedContainer]) async throws {
        guard !names.isBeside else { return }
        for container in containers where services.contains(container.service) && !container.hasProcess {
            for network in container.networks.keys
            where network != names.network && network.hasPrefix("dusty-") && network.hasSuffix("_default") {
                try await systems.engine.leave(container: container.id, network: network)
            }
        }
    }

    /// Throws when one of these is a service of the daemon's own stack.
    func refuseBorrowed(_ services: [String], for command: String) async throws {
        let facts = await observatory.current()
        for service in services where facts.borrowedNames.contains(service) {
            let lender = stacks.own.name
            throw DustyError(
                .conflict,
                "\(service) is that of the stack `\(lender)`, with which this one shares it; nothing was done to it",
                hint: "for that one: `dusty \(command) -s \(lender) \(service)`"
            )
        }
    }
}

extension Stack {
    /// Throws when the stack cannot have from the daemon's own one what these settings say.
    func checkSharing(_ settings: Settings) async throws {
        let specs = try await loader.inspect(settings).specs
        _ = try AssembledSpecs(specs, activeBundles: settings.bundles).sharedServices(settings.share)
        if !settings.share.isEmpty, let fault = try await sharingFault(settings) { throw fault }
    }

    /// What is wrong, or may not be meant, with what the stack shares.
    func sharingProblems(_ settings: Settings) async throws -> [SpecProblem] {
        guard names.isBeside else { return [] }
        let specs = try await loader.inspect(settings).specs
        let said = specs.services.values.filter(\.isShared).map(\.name).sorted()
        do {
            try await checkSharing(settings)
            guard !said.isEmpty, let fault = try await sharingFault(settings) else { return [] }
            return said.map {
                var problem = specs.problem(
                    ofSharing: $0,
                    "it is not shared in this stack, which has one of its own: \(fault.message)"
                )
                problem.severity = .warning
                return problem
            }
        } catch let error as DustyError {
            let name = settings.share.first { specs.services[$0] != nil } ?? said.first ?? ""
            return [specs.problem(ofSharing: name, error.message, hint: error.hint)]
        }
    }
}
