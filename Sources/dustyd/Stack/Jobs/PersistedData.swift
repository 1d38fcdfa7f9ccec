import DustyCore

/// What services have in `/persist`, so that none starts on an empty directory when its data is gone.
struct PersistedData: Sendable {
    let stack: Stack
    let disk: Disk

    private var ledger: DataLedger { DataLedger(path: disk.ledger) }

    /// Throws when data of these services is gone, because they would start on an empty directory; what they emptied
    /// themselves is reported.
    func check(_ services: [String], _ compiled: CompiledStack, say: (String) async -> Void = { _ in }) async throws {
        let places = places(of: services, compiled)
        guard !places.isEmpty else { return }
        let ledger = ledger
        let (known, unreadable) = try await UserThread.run { try ledger.read() }
        if let unreadable { await say("what was in /persist before is not known: it is in \(unreadable), unreadable") }
        let mine = known.filter { places[$0.key] != nil }
        guard !mine.isEmpty else { return }
        let losses = DataLedger.losses(mine, try await disk.persist.look(at: Array(mine.keys)))
        for (path, _) in losses.filter({ $0.value == .emptied }).sorted(by: { $0.key < $1.key }) {
            let users = places[path, default: []].joined(separator: ", ")
            await say("\(disk.persist.path)/\(path) of \(users) is empty; there was something in it before")
        }
        let vanished = losses.filter { $0.value == .vanished }.keys.sorted()
        guard !vanished.isEmpty else { return }
        throw try await gone(vanished.map { (path: $0, users: places[$0, default: []], seenAt: mine[$0]?.seenAt) })
    }

    /// Records what all active services have in `/persist` now.
    func note(_ compiled: CompiledStack) async throws {
        let paths = Array(places(of: compiled.everything, compiled).keys)
        guard !paths.isEmpty else { return }
        let found = try await disk.persist.look(at: paths)
        let (ledger, now) = (ledger, stack.observatory.now)
        try await UserThread.run { try ledger.note(found, now: now) }
    }

    /// Lets these services start on an empty directory if theirs is gone.
    func accept(lossOf services: [String], _ compiled: CompiledStack) async throws {
        let paths = Array(places(of: services, compiled).keys)
        let ledger = ledger
        if !paths.isEmpty { try await UserThread.run { try ledger.forget(paths) } }
    }

    /// Lets what lay at a path below `/persist` be lost, and below it.
    func accept(removalOf path: String) async throws {
        let ledger = ledger
        try await UserThread.run {
            let known = try ledger.read().entries.keys
            try ledger.forget(known.filter { $0 == path || $0.hasPrefix(path + "/") })
        }
    }

    /// Lets all that the stack has in `/persist` be lost.
    func acceptLoss() async throws {
        let ledger = ledger
        try await UserThread.run { try ledger.forget(try ledger.read().entries.keys) }
    }

    /// Paths below `/persist` that services have mounted, with their users.
    private func places(of services: [String], _ compiled: CompiledStack) -> [String: [String]] {
        var places: [String: [String]] = [:]
        for service in services {
            for path in compiled.blueprint.compose[service]?.sources(below: disk.persist.path) ?? [] {
                places[path, default: []].append(service)
            }
        }
        return places
    }

    private func gone(_ losses: [(path: String, users: [String], seenAt: Timestamp?)]) async throws -> DustyError {
        let place = stack.paths.machineName.map { " on `\($0)`" } ?? ""
        let list = losses.map { loss in
            let seen = loss.seenAt.map { ", last seen \($0)" } ?? ""
            return "\(disk.persist.path)/\(loss.path) (\(loss.users.joined(separator: ", "))\(seen))"
        }
        let users = Set(losses.flatMap(\.users)).sorted()
        let older = try await disk.persist.contents().replaced
        let elsewhere = older.isEmpty ? "" : "older data are in \(older.joined(separator: ", ")); "
        return DustyError(
            .conflict,
            "data\(place) that were there are gone: \(list.joined(separator: "; ")); nothing was started on an empty directory",
            hint:
                "put them back, mount their disk, or use `dusty disk restore FILE`; \(elsewhere)to start empty: `dusty up "
                + users.map { "--fresh \($0)" }.joined(separator: " ") + "`"
        )
    }
}
