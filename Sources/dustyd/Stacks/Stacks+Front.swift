import DustyCore
import Logging

/// To which stack the plain host names lead on this host: to one at a time, whichever comes up first.
extension Stacks {
    /// Has the plain host names lead to a stack, until it is removed or another one is chosen.
    func front(_ name: String) async throws -> StackInfo {
        if let fault = registry.fault { throw fault }
        let chosen = try await runtime(name)
        // The daemon's own stack stands for the names of all; nothing that holds this takes another.
        return try await locks.holding(own.names.name) { @Sendable in
            if chosen != nil { try await self.checkReady(name) }
            try await self.lead(to: chosen)
            let record = self.registry.all.first { $0.name == name }
            var info = await StackInfo(chosen ?? self.own, record)
            info.isFront = true
            return info
        }
    }

    /// Has the names of a stack that goes lead to the daemon's own again.
    func giveNamesBack(from name: String) async throws {
        try await locks.holding(own.names.name) { @Sendable in
            guard self.registry.front?.name == name else { return }
            await self.logging { try await self.lead(to: nil) }
        }
    }

    /// Finishes what an earlier daemon had begun: the registry says to which stack names lead, the hosts file follows.
    func settleNames() async {
        guard let front = registry.front, let chosen = try? await runtime(front.name) else { return }
        try? await locks.holding(own.names.name) { @Sendable in
            guard self.registry.front == front else { return }
            await self.logging {
                let file = try await self.own.systems.hosts.read()
                let section = HostsSection(names: chosen.names)
                let isWhole = section.body(in: file) == nil || section.has(anyOf: front.hostNames, in: file)
                let isElsewhere = try await self.others(than: chosen).contains {
                    $0.has(anyOf: front.hostNames, in: file)
                }
                if !isWhole || isElsewhere { try await self.lead(to: chosen) }
            }
        }
    }

    /// Has the plain names lead to a stack, to the daemon's own for nil. A section that is not there stays so: its stack
    /// is down.
    private func lead(to chosen: StackRuntime?) async throws {
        let specs = try await chosen?.stack.loader.load(try await chosen?.stack.settings.current() ?? Settings())
        let front = chosen.flatMap { chosen in
            specs.map { StackFront(name: chosen.names.name, hostNames: $0.plainNames) }
        }
        let file = try await own.systems.hosts.read()
        var sections: [HostsSection] = []
        for stack in [own.stack, chosen?.stack].compactMap(\.self)
        where HostsSection(names: stack.names).body(in: file) != nil {
            do {
                sections.append(try await stack.compile(needsVariables: false, front: front).blueprint.hosts)
            } catch  where stack.names == own.names && front != nil {
                // Names are taken from it all the same; it need not be in order for that.
            }
        }
        let taken = (front?.hostNames ?? []).union(registry.front?.hostNames ?? [])
        let others = try others(than: chosen)
        // A kill between the two leaves the registry ahead of the hosts file, which the next start brings up to date, or changes nothing.
        if let front { try registry.lead(to: front) }
        try await own.systems.hosts.change { [sections] file in
            let yielded = others.reduce(file) { $1.without(taken, in: $0) }
            return sections.reduce(yielded) { $1.body(in: $0) == nil ? $0 : $1.applied(to: $0) }
        }
        if front == nil { try registry.lead(to: nil) }
    }

    /// The sections of all stacks but one.
    private func others(than chosen: StackRuntime?) throws -> [HostsSection] {
        let names = [own.names] + (try registry.all.map { try $0.names })
        return names.filter { $0 != chosen?.names }.map { HostsSection(names: $0) }
    }

    private func logging(_ body: () async throws -> Void) async {
        do { try await body() } catch {
            let words = (error as? DustyError)?.message ?? "\(error)"
            shared.logger.warning(
                "plain host names do not lead where they should; the next `dusty up` puts that right",
                metadata: ["reason": "\(words)"]
            )
        }
    }
}
