import DustyCore

/// Removes the data of one app or service, and brings it up on none, so that what fills a new database runs again.
struct ResetJob: StackJob {
    static let needs: JobNeeds = [.machine, .engine, .settledData]

    let stack: Stack
    let disk: Disk
    let data: PersistedData
    let name: String
    /// Brings it up afterwards, with those who were stopped for it.
    let up: @Sendable ([String]) -> UpJob

    func check() async throws {
        try await stack.observatory.current().wanted.refuseUnknown([name])
    }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        await reporter.plan(["stop", "remove data"])
        let compiled = try await stack.gather()
        _ = try compiled.scope(of: [name])
        let entries = compiled.blueprint.compose.entries
        let wanted = try await disk.data(of: name, among: entries)
        guard !wanted.remove.isEmpty else {
            throw DustyError(
                .conflict,
                "\(name) keeps no data: it has no volume and nothing in \(disk.persist.path)",
                hint: "for a new container: `dusty rebuild \(name)`"
            )
        }
        try await refuseOneOffs(using: wanted.remove)
        let targets = try await stack.containers().filter { ([name] + wanted.stops).contains($0.service) }
        let running = targets.filter { [.running, .restarting, .paused].contains($0.status) }
        let others = running.filter { $0.service != name }
        do {
            try await disk.notePaused(others.map(\.id))
            try await stop(targets, running, reporter)
            try await reporter.step("remove data") { try await remove(wanted.remove, $0) }
            try await up([name] + others.map(\.service)).run(for: caller, reporter)
        } catch {
            // In a separate task: a cancelled job must not leave them stopped.
            await Task { await startAgain(others, reporter) }.value
            throw error
        }
        if !others.isEmpty { try await disk.forgetPaused() }
    }

    /// Throws when a program of `dusty run` has what is to be removed.
    private func refuseOneOffs(using items: [DiskItem]) async throws {
        let known = disk.ownership.oneOffs(stack.systems.oneOffs.names, in: try await disk.storage.usage())
        let paths = items.filter { $0.kind == .persist }.map(\.name)
        try disk.ownership.refuse(known, writing: disk.persist.path, paths)
    }

    /// What is gone was meant to go: its users may start without it.
    private func remove(_ items: [DiskItem], _ step: StepReporter) async throws -> String? {
        try await disk.remove(data: items, step) { item in
            if item.kind == .persist { try await data.accept(removalOf: item.name) }
        }
    }

    /// Starts what was stopped, as far as it can be, so that the reason for the failure stays what is said.
    private func startAgain(_ containers: [ObservedContainer], _ reporter: JobReporter) async {
        guard !containers.isEmpty else { return }
        try? await reporter.step("start containers") { _ in
            for container in containers {
                // One that was made new meanwhile is not there under this id.
                do { try await disk.storage.start(container: container.id) } catch let error as DustyError
                    where error.code == .notFound
                {}
            }
            try await disk.forgetPaused()
            return containers.map(\.service).sorted().joined(separator: ", ")
        }
    }

    /// Ends these, and takes the container of the one that is meant away: what it has in volumes goes only without it.
    private func stop(
        _ targets: [ObservedContainer],
        _ running: [ObservedContainer],
        _ reporter: JobReporter
    ) async throws {
        try await reporter.step("stop") { _ in
            await stack.observatory.update { $0.stoppedOnRequest.formUnion(running.map(\.id)) }
            try await stack.marking(running.map(\.service), as: .stopping, reporter) {
                try await stack.stopper.stop(running, needs: (try? await stack.compile())?.needs ?? [:])
                for container in targets where container.service == name {
                    try await stack.systems.engine.discard(container: container.id)
                }
            }
            return running.isEmpty ? nil : running.map(\.service).sorted().joined(separator: ", ")
        }
    }
}

extension Disk {
    /// Removes data and says how much that was; calls `removed` for each that is gone. Throws when some are still there.
    func remove(
        data items: [DiskItem],
        _ step: StepReporter,
        removed: (DiskItem) async throws -> Void = { _ in }
    ) async throws -> String? {
        var (bytes, left): (Int64, [String]) = (0, [])
        for item in items {
            try Task.checkCancellation()
            if let why = try await removeData(item) {
                left.append("\(item.name) (\(why))")
                continue
            }
            try await removed(item)
            await step.output("removed \(item.words), \(ByteCount(item.bytes))")
            bytes += item.bytes
        }
        guard left.isEmpty else {
            throw DustyError(
                .failed,
                "data are still there: \(left.joined(separator: "; "))",
                hint: "remove what uses them, then do this again"
            )
        }
        return items.isEmpty ? nil : "\(items.count) removed, \(ByteCount(bytes))"
    }
}

extension DiskItem {
    /// What it is, with its name.
    fileprivate var words: String { kind == .persist ? "/persist/\(name)" : "the volume \(name)" }
}
