import DustyCore
import Logging
import ServiceLifecycle

/// The stacks beside the daemon's own: opens a room for each, and makes and removes them.
actor Stacks {
    /// A room, and what is at work in it.
    struct Opened {
        let room: StackRoom
        let group: ServiceGroup
        /// Who waits for its end.
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    let house: Household
    let registry: StackRegistry
    /// The daemon's own stack.
    let own: StackRoom
    /// One thing at a time is done to a stack.
    private let locks = NameLocks()
    private var opened: [String: Opened] = [:]
    private var faults: [String: DustyError] = [:]
    private let starts: (stream: AsyncStream<String>, continuation: AsyncStream<String>.Continuation)

    init(_ own: StackRoom, _ registry: StackRegistry, in house: Household) {
        self.own = own
        self.registry = registry
        self.house = house
        starts = AsyncStream.makeStream(of: String.self)
    }

    /// Opens a room for every stack, and undoes what was being made when an earlier daemon ended. Before the first request.
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
                let fault = (error as? DustyError) ?? DustyError(.internal, "\(error)")
                faults[record.name] = fault
                house.logger.error("a stack cannot be opened: \(fault.message)", metadata: ["stack": "\(record.name)"])
            }
        }
    }

    /// The room of a stack; nil for the daemon's own. Throws `.notFound` for a name that no stack has.
    func room(_ name: String) throws -> StackRoom? {
        if isOwn(name) { return nil }
        guard let record = registry.all.first(where: { $0.name == name }) else { throw unknown(name) }
        switch record.phase {
        case .ready: break
        case .making:
            throw DustyError(.busy, "the stack `\(name)` is still being made", hint: "try again in a moment")
        case .removing:
            throw DustyError(
                .conflict,
                "the stack `\(name)` is being removed",
                hint: "to see what is left of it: `dusty stack remove \(name)`"
            )
        }
        if let fault = faults[name] { throw fault }
        guard let room = opened[name]?.room else { throw DustyError(.unavailable, "the daemon is shutting down") }
        return room
    }

    /// Every stack, the daemon's own first.
    func all() async -> [StackInfo] {
        var infos = [await StackInfo(own, nil)]
        for record in registry.all where record.phase != .making { infos.append(await info(record)) }
        return infos
    }

    /// Makes a stack: a place, its settings and its specs. Nothing of it stays when that fails.
    func make(_ request: StackRequest, for caller: Caller) async throws -> StackInfo {
        try checkNew(request)
        return try await locks.holding(request.name) { @Sendable in try await self.makeAlone(request, for: caller) }
    }

    private func makeAlone(_ request: StackRequest, for caller: Caller) async throws -> StackInfo {
        let record = StackRecord(
            name: request.name,
            slot: 0,
            owner: caller.user.name,
            directories: request.directories ?? [],
            createdAt: house.clock()
        )
        let kept = try registry.add(record, avoiding: await takenPlaces())
        do {
            let room = try await open(kept)
            let specs = try await room.furnish(as: request, like: own, for: caller)
            try registry.update(kept.name) { ($0.phase, $0.specsRepo) = (.ready, specs) }
            return await StackInfo(room, registry.all.first { $0.name == kept.name })
        } catch {
            // In a task of its own, which no cancellation reaches.
            await Task { try? await discard(kept.name) }.value
            throw error
        }
    }

    /// Removes a stack with all that it has, then looks again. While something is left the stack is there, and is being removed.
    func remove(_ name: String, force: Bool, for caller: Caller) async throws -> StackRemoval {
        guard !isOwn(name) else {
            throw DustyError(
                .invalid,
                "`\(name)` is the daemon's own stack, which is always there",
                hint: "`dusty down` removes its containers; `dusty disk` shows its data"
            )
        }
        return try await locks.holding(name) { @Sendable in try await self.removeAlone(name, force, caller) }
    }

    private func removeAlone(_ name: String, _ force: Bool, _ caller: Caller) async throws -> StackRemoval {
        guard let record = registry.all.first(where: { $0.name == name }) else { throw unknown(name) }
        if let fault = faults[name] { throw fault }
        guard let room = opened[name]?.room else { throw DustyError(.unavailable, "the daemon is shutting down") }
        try await room.checkIdle(beforeRemoving: record)
        if !force { try await room.checkWork() }
        try registry.update(name) { $0.phase = .removing }
        do {
            try await room.takeDown(for: caller)
        } catch {
            try registry.update(name) { $0.phase = record.phase }
            throw error
        }
        var removal = try await room.clear()
        guard removal.left.isEmpty else { return removal }
        try await discard(name)
        removal.removed.append("its directory \(room.stack.paths.state)")
        return removal
    }

    /// Whether a name means the daemon's own stack, whatever it is called.
    nonisolated func isOwn(_ name: String) -> Bool { name == StackNames.standardName || name == own.names.name }

    private func info(_ record: StackRecord) async -> StackInfo {
        if let room = opened[record.name]?.room { return await StackInfo(room, record) }
        return StackInfo(
            name: record.name,
            slot: record.slot,
            owner: record.owner,
            specsRepo: record.specsRepo,
            directories: record.directories,
            createdAt: record.createdAt,
            address: (try? record.names.address) ?? "",
            isBeingRemoved: record.phase == .removing
        )
    }

    private func unknown(_ name: String) -> DustyError {
        if let fault = registry.fault { return fault }
        let known = [own.names.name] + registry.all.map(\.name)
        let shown = String(name.prefix(80))
        let make = StackNames.isValid(name) ? ", or make it: `dusty stack new \(name)`" : ""
        let hint = DustyError.unknown(shown, among: known).hint ?? "see `dusty stack list`"
        return DustyError(.notFound, "there is no stack `\(shown)`", hint: hint + make)
    }
}

extension Stacks: Service {
    /// Has the services of all rooms at work until shutdown; a room may be opened and ended meanwhile.
    nonisolated func run() async throws {
        let starts = starts
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.finishRemovals() }
                for await name in starts.stream { group.addTask { await self.work(in: name) } }
            }
        } onGracefulShutdown: {
            starts.continuation.finish()
        }
    }

    private func work(in name: String) async {
        guard let group = opened[name]?.group else { return }
        do { try await group.run() } catch {
            house.logger.error("the services of a stack ended", metadata: ["stack": "\(name)", "reason": "\(error)"])
        }
        for waiter in opened.removeValue(forKey: name)?.waiting ?? [] { waiter.resume() }
    }

    /// Finishes what an earlier daemon had begun to remove.
    private func finishRemovals() async {
        for record in registry.all where record.phase == .removing {
            let caller = Caller(user: SubprocessRunner.currentUser, sshAuthSock: nil)
            do {
                let left = try await remove(record.name, force: true, for: caller).left
                house.logger.notice(
                    "the removal of a stack is finished",
                    metadata: ["stack": "\(record.name)", "left": "\(left)"]
                )
            } catch {
                let words = (error as? DustyError)?.message ?? "\(error)"
                house.logger.warning(
                    "a stack cannot be removed",
                    metadata: ["stack": "\(record.name)", "reason": "\(words)"]
                )
            }
        }
    }
}

extension Stacks {
    /// Opens a stack's room and has its services begin.
    private func open(_ record: StackRecord) async throws -> StackRoom {
        let names = try record.names
        let paths = house.paths.beside(record.name)
        let settings = SettingsStore(
            path: paths.settings,
            files: house.files,
            memory: paths.knownSettings,
            daemon: own.stack.settings.known
        )
        let room = try await StackRoom(names, paths, settings, in: house)
        house.jobs[record.name] = room.jobs
        opened[record.name] = Opened(
            room: room,
            group: ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: room.services.map { .init(service: $0) },
                    logger: house.logger
                )
            )
        )
        starts.continuation.yield(record.name)
        return room
    }

    /// Ends a room, removes its directory, and forgets the stack.
    private func discard(_ name: String) async throws {
        house.jobs[name] = nil
        if let group = opened[name]?.group {
            await group.triggerGracefulShutdown()
            await withCheckedContinuation { waiter in
                if opened[name] == nil { waiter.resume() } else { opened[name]?.waiting.append(waiter) }
            }
        }
        let directories = LocalDirectories(programs: own.disk.programs, roots: [house.paths.stacks])
        let path = house.paths.beside(name).state
        if try FileStatus(at: path) != nil, let why = try await directories.remove(path) {
            throw DustyError(.failed, "\(path) cannot be removed: \(why)", hint: "remove it by hand, and try again")
        }
        try registry.remove(name)
        faults[name] = nil
    }

    private func checkNew(_ request: StackRequest) throws {
        _ = try StackNames(request.name, slot: 1)
        guard !isOwn(request.name) else {
            let message = "the daemon's own stack is called `\(request.name)`"
            throw DustyError(.conflict, message, hint: "choose another name")
        }
        let directories = request.directories ?? []
        for path in directories {
            guard path.hasPrefix("/"), path.utf8.count <= 4096, !path.parts(at: "/").contains("..") else {
                throw DustyError(.invalid, "a directory of a stack is named by its absolute path")
            }
        }
        guard directories.count <= 50 else { throw DustyError(.invalid, "a stack has at most 50 directories") }
        for record in registry.all {
            guard let taken = directories.first(where: record.directories.contains) else { continue }
            throw DustyError(
                .conflict,
                "\(taken) belongs to the stack `\(record.name)`",
                hint: "remove that stack first, or give another directory"
            )
        }
    }

    /// Places whose addresses another daemon's stacks have on this host.
    private func takenPlaces() async -> Set<Int> {
        let hosts = String(decoding: (try? await own.systems.hosts.read()) ?? [], as: UTF8.self)
        let storage = own.disk.storage
        let document = try? await withDeadline(.seconds(5)) { try await storage.document("/networks") }
        let networks = String(decoding: document ?? [], as: UTF8.self)
        return Set(
            StackNames.slots.filter {
                hosts.contains("127.65.\($0).1 ") || networks.contains("\"10.213.\($0).")
            }
        )
    }
}
