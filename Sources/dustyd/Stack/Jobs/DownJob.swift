import DustyCore

/// Removes everything that Dusty made outside of its own directories: containers, network, hosts section; the data too where that is wanted.
struct DownJob: StackJob {
    static let needs: JobNeeds = [.machine, .engine]

    let stack: Stack
    let disk: Disk
    let data: PersistedData
    /// Whether volumes go, and what is in `/persist`.
    let volumes: Bool

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        let systems = stack.systems
        await reporter.plan(["containers"] + (volumes ? ["data"] : []) + ["hosts file"])
        if volumes { try await disk.settle(stack.observatory) }
        try await reporter.step("containers") { step in
            try await systems.oneOffs.clear(systems.oneOffs.names, with: systems.engine)
            let (all, strange) = try await stack.ownContainers.sorted()
            guard !all.isEmpty || systems.files.isFile(stack.paths.composeFile) else {
                try await stack.withoutBorrowed {}
                return nil
            }
            try await stack.marking(all.map(\.service), as: .stopping, reporter) {
                try await stack.withoutBorrowed {
                    guard strange.isEmpty else { return try await remove(all, beside: strange, step) }
                    try await systems.compose.down(stack.project) { await step.output($0.text) }
                }
            }
            try systems.files.remove(stack.paths.composeFile)
            try await systems.detours.clear()
            _ = try? await systems.machine.open([])
            return "removed \(all.count)"
        }
        if volumes {
            try await reporter.step("data") { step in
                let removed = try await disk.remove(data: try await disk.allData().remove, step)
                // Only what is gone may be missing: after a failure the next `up` still asks for what was there.
                try await data.acceptLoss()
                return removed
            }
        }
        try await reporter.step("hosts file") { _ in
            try await systems.hosts.change(HostsSection(names: stack.names).removed) ? "section removed" : nil
        }
    }

    /// Removes the stack's containers and networks one by one: Compose would also remove whatever only carries the
    /// stack's labels.
    private func remove(
        _ containers: [ObservedContainer],
        beside strangers: [ObservedContainer],
        _ step: StepReporter
    ) async throws {
        await step.output("left alone, since Dusty did not make them: \(strangers.map(\.name).joined(separator: ", "))")
        try await stack.stopper.stop(containers, needs: (try? await stack.compile())?.needs ?? [:])
        for container in containers { try await stack.systems.engine.discard(container: container.id) }
        let own = [stack.names.network, stack.names.proxyNetwork]
        for network in try await disk.storage.networks(project: stack.names.project)
        where network.users == 0 && own.contains(network.name) {
            try await disk.storage.removeNetwork(network.name)
        }
    }
}
