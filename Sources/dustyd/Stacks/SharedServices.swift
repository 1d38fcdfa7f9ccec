import DustyCore
import Logging
import ServiceLifecycle

/// Keeps a stack connected with the services that it shares with the daemon's own stack, also when their containers are recreated, and tells
/// each of the two stacks about the other.
struct SharedServices: Service {
    private static let pause = Duration.seconds(1)
    private static let breath = Duration.milliseconds(100)

    let stack: Stack
    let logger: Logger

    func run() async throws {
        guard stack.names.isBeside, let lender = stack.stacks.lender, lender.isHere else {
            try? await gracefulShutdown()
            return
        }
        await cancelWhenGracefulShutdown { await follow(lender) }
        let name = stack.names.name
        await lender.observatory.update { $0.borrowers[name] = nil }
    }

    private func follow(_ lender: Lender) async {
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withDiscardingTaskGroup { group in
            for observatory in [stack.observatory, lender.observatory] {
                group.addTask { for await _ in await observatory.changes() { signal.yield() } }
            }
            group.addTask { await follow(networkOf: stack.names.project, lender) }
            var said: String?
            for await _ in signals {
                do {
                    try await settle(lender)
                    said = nil
                    // What happens together is seen to once.
                    try? await Task.sleep(for: Self.breath)
                } catch {
                    guard !Task.isCancelled else { break }
                    let words = (error as? DustyError)?.message ?? "\(error)"
                    if said != words {
                        logger.warning(
                            "a shared service cannot be connected",
                            metadata: ["stack": "\(stack.names.name)", "reason": "\(words)"]
                        )
                    }
                    said = words
                    try? await Task.sleep(for: Self.pause)
                    signal.yield()
                }
            }
            group.cancelAll()
        }
    }

    /// Inspects the other stack's containers again when one was disconnected from this stack's network.
    private func follow(networkOf project: String, _ lender: Lender) async {
        for await _ in await stack.observatory.changes() where await !stack.observatory.current().wanted.sharing.isEmpty
        {
            try? await stack.systems.engine.events(project: project) { event in
                guard event.action == "disconnect" else { return }
                let names = await stack.observatory.current().borrowedNames
                let known = await lender.observatory.current().containers.filter { names.contains($0.service) }
                for container in known { try await lender.look(at: container.id) }
            }
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// Tells each stack of the other, connects what is not connected, and disconnects what must not be. A stack without containers needs
    /// nothing.
    private func settle(_ lender: Lender) async throws {
        let own = await stack.observatory.current()
        let (name, network) = (stack.names.name, stack.names.sharedNetwork)
        let services = own.containers.isEmpty ? [] : own.borrowedNames
        let theirs = await lender.observatory.current()
        let present = theirs.containers.filter { $0.networks[network] != nil }
        // One that is no longer shared stays in use until the next `up` here.
        let used = own.containers.isEmpty ? [] : services.union(present.map(\.service))
        if theirs.borrowers[name] ?? [] != used {
            await lender.observatory.update { $0.borrowers[name] = used.isEmpty ? nil : used }
        }
        await stack.noteBorrowed()
        guard own.engine.reachable, theirs.engine.reachable else { return }
        // Two must never answer under one name, nor another project's.
        if !present.isEmpty {
            let settings = try await stack.settings.current()
            let isOther = try await stack.sharingFault(settings) != nil
            let taken = Set(own.containers.map(\.service))
            let wrong = present.filter { isOther || taken.contains($0.service) || !$0.isService }
            if !wrong.isEmpty { try await stack.giveBack(wrong.map(\.service)) }
            if isOther { return }
        }
        let lost = theirs.containers.filter { container in
            services.contains(container.service) && container.hasProcess && container.isService
                && container.networks[network].map { !$0.aliases.contains(container.service) } ?? true
        }
        if !lost.isEmpty { try await stack.borrow(lost.map(\.service)) }
        let apart = own.containers.filter { container in
            container.hasProcess && own.wanted.sharing[container.service] != nil && container.networks[network] == nil
        }
        if !apart.isEmpty { try await stack.attach(apart) }
    }
}

extension Lender {
    /// The daemon's own stack.
    init(_ runtime: StackRuntime) {
        self.init(
            names: runtime.names,
            observatory: runtime.observatory,
            isHere: runtime.access.connection == nil,
            project: { try await Stacks.project(of: runtime) },
            list: { try await runtime.stack.containers() },
            inspect: { try await runtime.systems.engine.container($0) },
            bringUp: { services, caller in
                let request = JobRequest(.up(services, pull: false, recreate: false, fresh: []), queue: true)
                let job = try await runtime.jobs.start(request, for: caller)
                try await Stacks.finish(job, in: runtime.jobs)
            }
        )
    }
}
