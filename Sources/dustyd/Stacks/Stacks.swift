import DustyCore
import Logging
import ServiceLifecycle
import Synchronization

/// The stacks other than the daemon's own: opens, makes and removes them.
actor Stacks {
    /// An open stack, and what runs for it.
    struct Opened {
        let runtime: StackRuntime
        let group: ServiceGroup
        /// Who waits for its end.
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    let shared: SharedParts
    let registry: StackRegistry
    /// The daemon's own stack.
    let own: StackRuntime
    /// One operation at a time on a stack.
    let locks = NameLocks()
    private var opened: [String: Opened] = [:]
    private var faults: [String: DustyError] = [:]
    private let isEnding = Mutex(false)
    /// Called when a runtime is gone.
    private let listeners = Mutex<[@Sendable (String) -> Void]>([])
    private let starts: (stream: AsyncStream<String>, continuation: AsyncStream<String>.Continuation)

    init(_ own: StackRuntime, _ registry: StackRegistry, in shared: SharedParts) {
        self.own = own
        self.registry = registry
        self.shared = shared
        starts = AsyncStream.makeStream(of: String.self)
    }

    /// Opens every stack, and undoes what was being made when an earlier daemon ended. Before the first request.
    func open() async {
        if let fault = registry.fault {
            await own.observatory.update {
                $0.warnings[.stacks] = Warning(subject: .stacks, message: fault.message, hint: fault.hint)
            }
        }
        for record in registry.all {
            do {
                if record.phase == .making { try await discard(record.name) } else { _ = try await open(record) }
            } catch {
                let fault = keep(error, of: record)
                shared.logger.error("\(fault.message)", metadata: ["stack": "\(record.name)"])
            }
        }
    }

    /// Calls `listener` with the name of every stack that ends.
    nonisolated func whenGone(_ listener: @escaping @Sendable (String) -> Void) {
        listeners.withLock { $0.append(listener) }
    }

    /// Whether these are the jobs of an existing stack.
    func has(_ jobs: Jobs, of name: String) -> Bool { isOwn(name) || opened[name]?.runtime.jobs === jobs }

    /// An open stack; nil for the daemon's own. One that could not be opened is tried again. Throws `.notFound` for an
    /// unknown name.
    func runtime(_ name: String) async throws -> StackRuntime? {
        if isOwn(name) { return nil }
        try checkReady(name)
        if let runtime = opened[name]?.runtime { return runtime }
        return try await locks.holding(name) { @Sendable in
            try await self.checkReady(name)
            return try await self.atWork(name)
        }
    }

    func checkReady(_ name: String) throws {
        let record = try record(of: name)
        switch record.phase {
        case .ready: break
        case .making:
            if let fault = faults[name] { throw fault }
            throw DustyError(.busy, "the stack `\(name)` is still being made", hint: "try again in a moment")
        case .removing:
            throw DustyError(
                .conflict,
                "the stack `\(name)` is being removed",
                hint: "see what is left of it with `dusty stack remove \(name)`"
            )
        }
    }

    /// Every stack, the daemon's own first.
    func all() async -> [StackInfo] {
        var infos = [await StackInfo(own, nil)]
        for record in registry.all where record.phase != .making || faults[record.name] != nil {
            infos.append(await info(record))
        }
        let front = registry.front?.name ?? own.names.name
        for index in infos.indices { infos[index].isFront = infos[index].name == front }
        return infos
    }

    /// Makes a stack: a slot, its settings and its specs. Nothing of it stays when that fails.
    func make(_ request: StackRequest, for caller: Caller) async throws -> StackInfo {
        let request = try checked(request)
        return try await locks.holding(request.name) { @Sendable in try await self.makeAlone(request, for: caller) }
    }

    private func makeAlone(_ request: StackRequest, for caller: Caller) async throws -> StackInfo {
        let record = StackRecord(
            name: request.name,
            slot: 0,
            owner: caller.user.name,
            directories: request.directories ?? [],
            createdAt: shared.clock()
        )
        if let fault = registry.fault { throw fault }
        if !registry.all.contains(where: { $0.name == record.name }) { try await checkFree(record.name) }
        let kept = try registry.add(record, avoiding: await takenPlaces())
        do {
            let runtime = try await open(kept)
            let specs = try await fill(runtime, as: request, for: caller)
            try registry.update(kept.name) { ($0.phase, $0.specsRepo) = (.ready, specs) }
            return await StackInfo(runtime, registry.all.first { $0.name == kept.name })
        } catch {
            // In a task of its own, which no cancellation reaches.
            await Task { do { try await discard(kept.name) } catch { _ = keep(error, of: kept) } }.value
            throw error
        }
    }

    /// Removes a stack with everything it has, then checks. While something is left the stack still exists, and counts
    /// as being removed.
    func remove(_ name: String, force: Bool, for caller: Caller) async throws -> StackRemoval {
        guard !isOwn(name) else {
            throw DustyError(
                .invalid,
                "`\(name)` is the daemon's own stack and cannot be removed",
                hint: "`dusty down` removes its containers; `dusty disk` shows its data"
            )
        }
        return try await locks.holding(name) { @Sendable in try await self.removeAlone(name, force, caller) }
    }

    private func removeAlone(_ name: String, _ force: Bool, _ caller: Caller) async throws -> StackRemoval {
        let record = try record(of: name)
        // A stack that could not be made has nothing but its directory.
        if record.phase == .making { return try await forget(StackRemoval(name: name, removed: [], left: [])) }
        let runtime: StackRuntime
        do { runtime = try await atWork(name) } catch _ where force { return try await clear(record) }
        // Requests that still hold it must not bring back what is removed now.
        await runtime.jobs.leave(true)
        do {
            try await runtime.checkIdle(beforeRemoving: record)
            if !force { try await runtime.checkWork() }
            try registry.update(name) { $0.phase = .removing }
            try await runtime.takeDown(for: caller)
        } catch {
            if record.phase == .ready { await runtime.jobs.leave(false) }
            try registry.update(name) { $0.phase = record.phase }
            throw error
        }
        return try await forget(try await runtime.clear())
    }

    /// Removes what can be removed without opening the stack.
    private func clear(_ record: StackRecord) async throws -> StackRemoval {
        let names = try record.names
        var removal = StackRemoval(name: record.name, removed: [], left: [])
        if try await own.systems.hosts.change(HostsSection(names: names).removed) { removal.removed = ["host names"] }
        removal.left = try await traces(of: names)
        return try await forget(removal)
    }

    /// Forgets a stack that has nothing left outside of its directory.
    private func forget(_ removal: StackRemoval) async throws -> StackRemoval {
        guard removal.left.isEmpty else { return removal }
        try await giveNamesBack(from: removal.name)
        try await discard(removal.name)
        var removal = removal
        removal.removed.append("its directory \(shared.paths.beside(removal.name).state)")
        return removal
    }

    /// Whether a name means the daemon's own stack, whatever it is called.
    nonisolated func isOwn(_ name: String) -> Bool { name == StackNames.standardName || name == own.names.name }

    private func info(_ record: StackRecord) async -> StackInfo {
        if let runtime = opened[record.name]?.runtime { return await StackInfo(runtime, record) }
        return StackInfo(
            name: record.name,
            slot: record.slot,
            owner: record.owner,
            specsRepo: record.specsRepo,
            directories: record.directories,
            createdAt: record.createdAt,
            address: (try? record.names.address) ?? "",
            isBeingRemoved: record.phase != .ready
        )
    }

    private func record(of name: String) throws -> StackRecord {
        guard let record = registry.all.first(where: { $0.name == name }) else { throw unknown(name) }
        return record
    }

    /// Remembers why a stack is not open, or why its remains still exist.
    private func keep(_ error: any Error, of record: StackRecord) -> DustyError {
        let reason = (error as? DustyError) ?? DustyError(.internal, "\(error)")
        let isMade = record.phase != .making
        let way = "dusty stack remove\(isMade ? " --force" : "") \(record.name)"
        let fault = DustyError(
            reason.code,
            "the stack `\(record.name)` cannot be \(isMade ? "opened" : "made"): \(reason.message)",
            hint: [reason.hint, "remove it with `\(way)`"].compactMap(\.self).joined(separator: "; ")
        )
        faults[record.name] = fault
        return fault
    }
}

extension Stacks: Service {
    /// Runs the services of all open stacks until shutdown; a stack may be opened and ended meanwhile.
    nonisolated func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    await self.finishRemovals()
                    await self.settleNames()
                }
                for await name in starts.stream { group.addTask { await self.work(in: name) } }
            }
        } onGracefulShutdown: {
            self.isEnding.withLock { $0 = true }
            self.starts.continuation.finish()
        }
    }

    private func work(in name: String) async {
        guard let group = opened[name]?.group else { return }
        do { try await group.run() } catch {
            shared.logger.error("the services of a stack ended", metadata: ["stack": "\(name)", "reason": "\(error)"])
        }
        for waiter in opened.removeValue(forKey: name)?.waiting ?? [] { waiter.resume() }
    }
}

extension Stacks {
    /// The open stack, opened if necessary. Only for the holder of the stack's name.
    private func atWork(_ name: String) async throws -> StackRuntime {
        if let runtime = opened[name]?.runtime { return runtime }
        guard !isEnding.withLock({ $0 }) else { throw DustyError(.unavailable, "the daemon is shutting down") }
        let record = try record(of: name)
        do { return try await open(record) } catch { throw keep(error, of: record) }
    }

    /// Opens a stack and starts its services.
    private func open(_ record: StackRecord) async throws -> StackRuntime {
        let names = try record.names
        let paths = shared.paths.beside(record.name)
        let settings = SettingsStore(
            path: paths.settings,
            files: shared.files,
            memory: paths.knownSettings,
            daemon: own.stack.settings.known
        )
        let runtime = try await StackRuntime(names, paths, settings, in: shared)
        if record.phase == .removing { await runtime.jobs.leave(true) }
        await shared.jobs.put(runtime.jobs, of: record.name)
        faults[record.name] = nil
        opened[record.name] = Opened(
            runtime: runtime,
            group: ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: runtime.services.map { .init(service: $0) },
                    logger: shared.logger
                )
            )
        )
        starts.continuation.yield(record.name)
        return runtime
    }

    /// Ends a stack, removes its directory, and forgets it.
    private func discard(_ name: String) async throws {
        await shared.jobs.put(nil, of: name)
        if let group = opened[name]?.group {
            await group.triggerGracefulShutdown()
            await withCheckedContinuation { waiter in
                if opened[name] == nil { waiter.resume() } else { opened[name]?.waiting.append(waiter) }
            }
        }
        for listener in listeners.withLock({ $0 }) { listener(name) }
        try await removeCopies(of: name)
        let directories = LocalDirectories(programs: own.disk.programs, roots: [shared.paths.stacks])
        let path = shared.paths.beside(name).state
        if try FileStatus(at: path) != nil, let why = try await directories.remove(path) {
            throw DustyError(.failed, "\(path) cannot be removed: \(why)", hint: "remove it by hand, and try again")
        }
        try registry.remove(name)
        faults[name] = nil
    }
}
