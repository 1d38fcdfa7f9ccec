import DustyCore

extension StackRunner {
    /// Stops the named services, or all of them with the proxy; with `remove`, takes their containers away as well.
    func stop(_ requested: [String], remove: Bool = false, _ reporter: JobReporter) async throws {
        await reporter.plan(["stop"] + (remove ? ["remove"] : []))
        try await reporter.step("stop") { _ in
            let running = try await containers().filter { ["running", "restarting", "paused"].contains($0.status) }
            let services = requested.isEmpty ? running.map(\.service).sorted() : requested
            let targets = running.filter { services.contains($0.service) }
            guard !targets.isEmpty else { return nil }
            let ids = targets.map(\.id)
            await observatory.update { $0.stoppedOnRequest.formUnion(ids) }
            // Specs that cannot be read must not keep anything running.
            let gathered = try? await compile(needsVariables: false)
            let needs = gathered?.needs ?? [:]
            // What they have now is what must be there when they start again.
            if let gathered { try? await noteData(gathered) }
            try await marking(services, as: .stopping, reporter) {
                try await end(targets, needs: needs)
                await observatory.update { $0.stoppedOnRequest.formUnion(ids) }
            }
            return targets.map(\.service).sorted().joined(separator: ", ")
        }
        guard remove else { return }
        try await reporter.step("remove") { _ in
            let left = try await containers().filter { requested.isEmpty || requested.contains($0.service) }
            guard !left.isEmpty else { return nil }
            try await marking(left.map(\.service), as: .stopping, reporter) {
                for container in left { try await systems.engine.remove(container: container.id) }
            }
            return left.map(\.service).sorted().joined(separator: ", ")
        }
    }

    /// Stops everything, then the machine where it is one that can be stopped.
    func shutdown(_ reporter: JobReporter) async throws {
        // A machine that cannot be reached, or does not run, has nothing to stop first.
        if (try? await systems.machine.ready()) != nil { try await stop([], reporter) }
        try await reporter.step("machine") { step in
            let words = try await systems.machine.shutDown()
            await step.output(words)
            return words
        }
    }

    /// Removes the stack's containers and networks one by one: Compose would remove what only carries the stack's labels as well.
    private func takeDown(
        _ containers: [ObservedContainer],
        beside strangers: [ObservedContainer],
        _ step: StepReporter
    ) async throws {
        await step.output("left alone, since Dusty did not make them: \(strangers.map(\.name).joined(separator: ", "))")
        try await end(containers, needs: (try? await compile())?.needs ?? [:])
        for container in containers { try await systems.engine.discard(container: container.id) }
        for network in try await disk.storage.networks(project: names.project) {
            guard network.users == 0, [names.network, names.proxyNetwork].contains(network.name) else { continue }
            try await disk.storage.removeNetwork(network.name)
        }
    }

    /// Removes everything that Dusty made outside of its own directories: containers, network, hosts section.
    func down(_ reporter: JobReporter) async throws {
        await reporter.plan(["containers", "hosts file"])
        try await reporter.step("containers") { step in
            let (all, strange) = try await ownContainers.sorted()
            guard !all.isEmpty || systems.files.isFile(paths.composeFile) else { return nil }
            try await marking(all.map(\.service), as: .stopping, reporter) {
                guard strange.isEmpty else { return try await takeDown(all, beside: strange, step) }
                try await systems.compose.down(project) { await step.output($0.text) }
            }
            try systems.files.remove(paths.composeFile)
            try await systems.detours.clear()
            _ = try? await systems.machine.open([])
            return "removed \(all.count)"
        }
        try await reporter.step("hosts file") { _ in
            try await systems.hosts.change(HostsSection(names: names).removed) ? "section removed" : nil
        }
    }
}
