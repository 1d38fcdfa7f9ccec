import DustyCore

/// Having the daemon's own stack bring up what another one has from it.
extension Stack {
    /// Has the daemon's own stack bring up some of its services.
    func lend(_ services: [String], for caller: Caller) async throws {
        guard !services.isEmpty, let lender = stacks.lender else { return }
        if let fault = try await sharingFault(try await settings.current()) { throw fault }
        for service in services { if let fault = await lender.fault(of: service) { throw fault } }
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
        try refuseClash(services, among: try await containers())
        let lent = try await lent()
        try await lend(services.filter { lent[$0]?.isUp != true }, for: caller)
        try await prepareSharing()
        try await borrow(services)
        try await checkBorrowed(services)
    }

    /// Waits until what the stack has from another one is ready or known not to be; throws unless each of these runs there, is ready, and is
    /// connected with this stack.
    func checkBorrowed(_ services: [String]) async throws {
        guard !services.isEmpty, let lender = stacks.lender else { return }
        for container in try await lender.containers(of: Set(services), on: names.sharedNetwork) {
            try await lender.look(at: container.id)
        }
        await noteBorrowed()
        for await _ in await observatory.changes() {
            await noteBorrowed()
            let facts = await observatory.current()
            try facts.checkEngine(at: observatory.now)
            if !services.contains(where: facts.isUnsettled) { break }
        }
        try Task.checkCancellation()
        let lent = try await lent()
        let rows = await observatory.snapshot().services
        let faults = services.compactMap { service -> String? in
            guard let found = lent[service] else { return "\(service) has no container" }
            let row = rows.first { $0.name == service }
            guard found.isUp else { return "\(service) \(row?.predicate ?? "does not run")" }
            guard found.isConnected else { return "\(service) is not connected with this stack" }
            // That it is connected was asked just now; the row may be older.
            guard let row, row.isFailing, row.cutOff != true else { return nil }
            return "\(service) \(row.predicate)" + (row.message.map { ": \($0)" } ?? "")
        }
        guard !faults.isEmpty else { return }
        let owner = lender.names.name
        throw DustyError(
            .failed,
            "not ready in `\(owner)`, with which this stack shares it: \(faults.onOneLine)",
            hint: "see why: `dusty logs -s \(owner) \(services.joined(separator: " "))`"
        )
    }
}

extension Lender {
    /// Why a service of it can never be another stack's, as its specs are; nil if it may, or while they are not known.
    func lack(of service: String) async -> DustyError? {
        guard await observatory.current().wanted.inactive[service] == nil else { return nil }
        return await fault(of: service)
    }

    /// Why a service of it cannot be another stack's now; nil while it can, or while its specs are not known.
    func fault(of service: String) async -> DustyError? {
        let wanted = await observatory.current().wanted
        guard !wanted.services.contains(where: { $0.name == service }) else { return nil }
        let bundles = wanted.inactive[service] ?? []
        guard !wanted.serviceNames.isEmpty || !wanted.inactive.isEmpty else { return nil }
        let isApp = wanted.apps.contains { $0.name == service }
        let place = bundles.isEmpty ? "does not have it" : "has it in no active bundle"
        let words = isApp ? "has an app of that name" : place
        return DustyError(
            .conflict,
            "\(service) is shared with `\(names.name)`, which \(words)",
            hint: bundles.isEmpty
                ? "update the specs of `\(names.name)`, or do not share it"
                : "`dusty bundles activate \(bundles[0]) -s \(names.name)`"
        )
    }
}
