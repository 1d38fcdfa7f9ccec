import DustyCore
import Hummingbird
import NIOCore
import Synchronization

extension Handlers {
    func addStacks(to routes: inout Routes) {
        routes.serve(.stacks) { _ in try await allStacks().all() }
        routes.serve(.newStack) { wanted, call in
            let (stacks, caller) = (try allStacks(), try call.caller(sshAuthSock: wanted.sshAuthSock))
            guard wanted.dataFrom != nil else { return try await stacks.make(wanted, for: caller) }
            return try await Self.whileConnected(call) { try await stacks.make(wanted, for: caller) }
        }
        routes.serve(.frontStack) { choice, _ in try await allStacks().front(choice.name) }
        routes.serve(.hostNames) { _ in try await administration.stack.hostNames() }
        routes.serve(.removeStack) { choice, call in
            try await allStacks().remove(choice.name, force: choice.force == true, for: try call.caller())
        }
    }

    /// Does what ends with its client.
    private static func whileConnected<Value: Sendable>(
        _ call: Call,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let (closed, announce) = AsyncStream.makeStream(of: Void.self)
        call.context.channel.closeFuture.whenComplete { _ in announce.finish() }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                for await _ in closed {}
                return nil
            }
            defer { group.cancelAll() }
            if let value = try await group.next() ?? nil { return value }
            throw DustyError(.cancelled, "the client has gone")
        }
    }

    private func allStacks() throws -> Stacks {
        guard let stacks else { throw DustyError(.unavailable, "this daemon has one stack") }
        return stacks
    }

    /// The handlers of a stack; what all stacks share is the same as here.
    func of(_ runtime: StackRuntime) -> Handlers {
        Handlers(runtime, upgrader: upgrader, access: access, audit: audit, stacks: stacks)
    }

    init(
        _ runtime: StackRuntime,
        upgrader: Upgrader,
        access: SocketAccess,
        audit: AuditLog,
        stacks: Stacks?
    ) {
        let (engine, observatory) = (runtime.systems.engine, runtime.observatory)
        self.init(
            stack: runtime.names,
            observatory: observatory,
            jobs: runtime.jobs,
            logs: LogService(engine: engine, observatory: observatory, previous: runtime.stack.previousLogs),
            administration: Administration(runtime.copies, disk: runtime.disk),
            disk: runtime.disk,
            machines: runtime.machines,
            upgrader: upgrader,
            exec: ExecService(
                engine: engine,
                observatory: observatory,
                scripts: ScriptCatalog(loader: runtime.stack.loader, settings: runtime.stack.settings),
                oneOffs: OneOffs(
                    names: runtime.names,
                    ledger: runtime.systems.oneOffs,
                    models: runtime.systems.oneOffModels
                )
            ),
            copy: CopyService(engine: engine, observatory: observatory),
            access: access,
            audit: audit,
            follows: runtime.follows,
            stacks: stacks
        )
    }
}

/// The handlers of the other stacks, each made at the first request about it: prepared programs and staged restores
/// belong to them.
final class RuntimeHandlers: Sendable {
    private let own: Handlers
    private let calls: CallGate
    private let known = Mutex<[String: (runtime: StackRuntime, handlers: [String: Routes.Handler])]>([:])

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
        guard let runtime = try await stacks.runtime(name) else { return nil }
        return known.withLock { known in
            // A new stack of this name has another runtime.
            if let entry = known[name], entry.runtime.jobs === runtime.jobs { return entry.handlers }
            var routes = Routes(calls: calls)
            own.of(runtime).addAll(to: &routes)
            let handlers = routes.handlers.mapValues { runtime.observatory.use.counting($0) }
            known[name] = (runtime, handlers)
            return handlers
        }
    }
}

extension StackUse {
    /// A handler whose requests count, streams until they end.
    func counting(_ handler: @escaping Routes.Handler) -> Routes.Handler {
        { call in
            self.begin()
            defer { self.end() }
            var response = try await handler(call)
            let body = response.body
            guard body.contentLength == nil else { return response }
            // Counted where it is written: a response whose client has gone may never be.
            response.body = ResponseBody { writer in
                self.begin()
                defer { self.end() }
                try await body.write(writer)
            }
            return response
        }
    }
}
