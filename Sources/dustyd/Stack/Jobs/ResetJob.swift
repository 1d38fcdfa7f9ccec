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
        try DustyError.refuseUnknown([name], among: await stack.observatory.current().wanted.serviceNames)
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
        let running = try await stop([name] + wanted.stops, reporter)
        try await reporter.step("remove data") { step in
            try await data.accept(lossOf: [name] + wanted.stops, compiled)
            return try await disk.remove(data: wanted.remove, step)
        }
        try await up([name] + wanted.stops.filter(running.contains)).run(for: caller, reporter)
    }

    /// Ends these, and takes the container of the one that is meant away: what it has in volumes goes only without it. Returns who ran.
    private func stop(_ names: [String], _ reporter: JobReporter) async throws -> [String] {
        let targets = try await stack.containers().filter { names.contains($0.service) }
        let running = targets.filter { [.running, .restarting, .paused].contains($0.status) }
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
        return running.map(\.service)
    }
}

extension Disk {
    /// Removes data and says how much that was. Throws when some are still there.
    func remove(data items: [DiskItem], _ step: StepReporter) async throws -> String? {
        var (bytes, left): (Int64, [String]) = (0, [])
        for item in items {
            try Task.checkCancellation()
            if let why = try await removeData(item) {
                left.append("\(item.name) (\(why))")
                continue
            }
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
