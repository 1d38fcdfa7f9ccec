import DustyCore
import Synchronization

extension Handlers {
    func addStacks(to routes: inout Routes) {
        routes.serve(.stacks) { _ in try await allStacks().all() }
        routes.serve(.newStack) { wanted, call in
            try await allStacks().make(wanted, for: try call.caller(sshAuthSock: wanted.sshAuthSock))
        }
        routes.serve(.removeStack) { choice, call in
            try await allStacks().remove(choice.name, force: choice.force == true, for: try call.caller())
        }
    }

    private func allStacks() throws -> Stacks {
        guard let stacks else { throw DustyError(.unavailable, "this daemon has one stack") }
        return stacks
    }

    /// The handlers of a room. What all stacks share is the same as here.
    func of(_ room: StackRoom) -> Handlers {
        Handlers(room, upgrader: upgrader, access: access, audit: audit, stacks: stacks)
    }

    init(
        _ room: StackRoom,
        upgrader: Upgrader,
        access: SocketAccess,
        audit: AuditLog,
        stacks: Stacks?
    ) {
        let (engine, observatory) = (room.systems.engine, room.observatory)
        self.init(
            stack: room.names,
            observatory: observatory,
            jobs: room.jobs,
            logs: LogService(engine: engine, observatory: observatory),
            administration: Administration(room.copies, disk: room.disk),
            disk: room.disk,
            machines: room.machines,
            upgrader: upgrader,
            exec: ExecService(
                engine: engine,
                observatory: observatory,
                scripts: ScriptCatalog(loader: room.stack.loader, settings: room.stack.settings)
            ),
            copy: CopyService(engine: engine, observatory: observatory),
            access: access,
            audit: audit,
            follows: room.follows,
            stacks: stacks
        )
    }
}

/// The handlers of the stacks beside the daemon's own, each made when a request is first about it: what programs wait to be attached to and what
/// restores wait to be put in place belongs to them.
final class RoomHandlers: Sendable {
    private let own: Handlers
    private let calls: CallGate
    private let known = Mutex<[String: (room: StackRoom, handlers: [String: Routes.Handler])]>([:])

    init(_ own: Handlers, _ calls: CallGate) {
        self.own = own
        self.calls = calls
        own.stacks?.whenGone { [weak self] name in self?.forget(name) }
    }

    private func forget(_ name: String) {
        known.withLock { $0[name] = nil }
    }

    /// Those of a stack, by the endpoints' names; nil for the daemon's own.
    func handlers(of name: String) async throws -> [String: Routes.Handler]? {
        guard let stacks = own.stacks else {
            if name == StackNames.standardName || name == own.stack.name { return nil }
            throw DustyError(.notFound, "there is no stack `\(name.prefix(80))`")
        }
        guard let room = try await stacks.room(name) else { return nil }
        return known.withLock { known in
            // A stack of this name that was made again has another room.
            if let entry = known[name], entry.room.jobs === room.jobs { return entry.handlers }
            var routes = Routes(calls: calls)
            own.of(room).addAll(to: &routes)
            known[name] = (room, routes.handlers)
            return routes.handlers
        }
    }
}
