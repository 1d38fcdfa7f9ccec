import DustyCore

extension StackRunner {
    /// Stops the named services, or all of them with the proxy; with `remove`, takes their containers away as well.
    func stop(_ requested: [String], remove: Bool = false, _ reporter: JobReporter) async throws {
        await reporter.plan(["stop"] + (remove ? ["remove"] : []))
        try await reporter.step("stop") { _ in
            let running = try await containers().filter { $0.status == "running" || $0.status == "restarting" }
            let services = requested.isEmpty ? running.map(\.service).sorted() : requested
            let targets = running.filter { services.contains($0.service) }
            guard !targets.isEmpty else { return nil }
            let ids = targets.map(\.id)
            await observatory.update { $0.stoppedOnRequest.formUnion(ids) }
            // Specs that cannot be read must not keep anything running.
            let needs = (try? await compile())?.needs ?? [:]
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

    /// Removes everything that Dusty made outside of its own directories: containers, network, hosts section.
    func down(_ reporter: JobReporter) async throws {
        await reporter.plan(["containers", "hosts file"])
        try await reporter.step("containers") { step in
            let all = try await containers()
            guard !all.isEmpty || systems.files.isFile(paths.composeFile) else { return nil }
            try await marking(all.map(\.service), as: .stopping, reporter) {
                try await systems.compose.down(project) { await step.output($0.text) }
            }
            try systems.files.remove(paths.composeFile)
            _ = try? await systems.machine.open([])
            return "removed \(all.count)"
        }
        try await reporter.step("hosts file") { _ in
            let before = try await systems.hosts.read()
            let after = HostsSection(names: names).removed(from: before)
            guard after != before else { return nil }
            try await systems.hosts.write(after)
            return "section removed"
        }
    }
}
