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
}

extension Stack {
    /// Throws when one of these is a service of the daemon's own stack.
    func refuseBorrowed(_ services: [String], for command: String) async throws {
        let facts = await observatory.current()
        for service in services {
            try facts.checkOwn(service) { lender in "`dusty \(command) -s \(lender) \(service)`" }
        }
    }

    /// Throws when containers of the stack's own have the names of services that it has from another one, and stay: two would answer under one
    /// name.
    func refuseClash(_ services: some Sequence<String>, among containers: [ObservedContainer]) throws {
        let own = Set(containers.map(\.service))
        let clashing = services.filter(own.contains).sorted()
        guard !clashing.isEmpty else { return }
        let list = clashing.joined(separator: ", ")
        throw DustyError(
            .conflict,
            "\(list): this stack still has a container of its own, and would have another one from `\(stacks.own.name)` under the same name",
            hint: "`dusty up -s \(names.name)` without names removes the own one"
        )
    }
}

extension Stack {
    /// Throws when the stack cannot have from the daemon's own one what these settings say.
    func checkSharing(_ settings: Settings) async throws {
        let specs = try await loader.inspect(settings).specs
        _ = try AssembledSpecs(specs, activeBundles: settings.bundles).sharedServices(settings.share)
        if !settings.share.isEmpty, let fault = try await sharingFault(settings) { throw fault }
        for service in settings.share { if let fault = await stacks.lender?.lack(of: service) { throw fault } }
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
