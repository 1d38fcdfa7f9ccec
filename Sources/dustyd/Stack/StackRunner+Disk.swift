import DustyCore

extension StackRunner {
    /// Throws when nobody is about to read these entries.
    func checkBackup(_ names: [String]) async throws {
        guard await disk.pauses.isExpected(names) else {
            throw DustyError(.invalid, "a backup is begun by reading it", hint: "use `dusty disk backup --stop`")
        }
    }

    /// Keeps the containers that write to `/persist` stopped while somebody reads it.
    func backup(_ names: [String], _ reporter: JobReporter) async throws {
        let pauses = disk.pauses
        let job = reporter.job
        do {
            try await whileStopped(names, reporter) {
                try await reporter.step("read /persist") { _ in
                    await pauses.open(job)
                    await pauses.untilClosed(job)
                    return names.joined(separator: ", ")
                }
            }
        } catch {
            await pauses.close(job)
            throw error
        }
        await pauses.close(job)
    }

    /// Puts a verified backup in place. What it replaces is kept; what it does not hold is not touched. One that fails or is cancelled leaves
    /// nothing unpacked: the file it came from is there still.
    func restore(_ id: String, _ reporter: JobReporter) async throws {
        let entry = try disk.shelf.beginPlacing(id)
        let result: Result<Void, any Error>
        do {
            try await whileStopped(entry.manifest.names, reporter) {
                try await reporter.step("replace") { step in
                    let kept = try await disk.settling.holding("restore") {
                        try await disk.persist.exchange(
                            entry.manifest.names,
                            of: entry.stage,
                            keeping: "before-\(observatory.now)"
                        )
                    }
                    if let kept {
                        let place = paths.machineName.map { " on `\($0)`" } ?? ""
                        await step.output("what was there before is kept\(place) in \(kept)")
                        await step.output("when all is well\(place): sudo rm -rf \(ShellWord.quote(kept))")
                    }
                    return entry.manifest.names.joined(separator: ", ")
                }
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        // In a task of its own: a job that is cancelled clears up as well.
        await Task { await disk.persist.clear() }.value
        disk.shelf.endPlacing()
        try result.get()
    }

    /// Removes what is the stack's and not in use.
    func cleanUp(_ wanted: [CleanupScope], _ reporter: JobReporter) async throws {
        let scopes = Set(wanted)
        let plan = try await disk.cleanupPlan(scopes, repos: scopes.contains(.repos) ? try await usedRepos() : nil)
        for (title, kinds) in CleanupScope.steps(scopes) {
            try await reporter.step(title) { step in
                var bytes: Int64 = 0
                var count = 0
                for item in plan.remove where kinds.contains(item.kind) {
                    try Task.checkCancellation()
                    if let reason = try await disk.remove(item) {
                        await step.output("\(item.name) stays: \(reason)")
                        continue
                    }
                    await step.output("removed \(item.name), \(ByteCount(item.bytes))")
                    bytes += item.bytes
                    count += 1
                }
                return count == 0 ? nil : "\(count) removed, \(ByteCount(bytes))"
            }
        }
    }

    /// Paths of the repos that specs name, below the directories of clones and copies; nil while the specs have problems.
    func usedRepos() async throws -> Set<String>? {
        let settings = try await settings.current()
        guard let (specs, problems) = try? await loader.inspect(settings), problems.isEmpty else { return nil }
        let clones = RepoPaths(settings: settings, paths: paths)
        let usual = Set(specs.repos.map(\.relativePath))
        return Set((specs.repos + [try loader.specsRepo(settings)]).map(clones.managedPlace))
            .union(specs.repos.map { $0.place(among: usual) })
    }

    /// Stops the containers that write below these entries of `/persist`, and starts them again whatever becomes of `body`.
    private func whileStopped(
        _ entries: [String],
        _ reporter: JobReporter,
        _ body: () async throws -> Void
    ) async throws {
        let ownership = disk.ownership
        let writers = ownership.writers(of: disk.persist.path, entries, in: try await disk.storage.usage())
        let services = Set(writers.map(ownership.service)).sorted()
        let result: Result<Void, any Error>
        do {
            try await disk.notePaused(writers)
            try await reporter.step("stop containers") { _ in
                await observatory.update { $0.stoppedOnRequest.formUnion(writers.map(\.id)) }
                try await marking(services, as: .stopping, reporter) {
                    _ = try await inParallel(writers, width: 4) { writer in
                        try await disk.storage.end(container: writer.id, grace: Self.grace)
                    }
                }
                return services.isEmpty ? nil : services.joined(separator: ", ")
            }
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        // In a task of its own: a job that is cancelled must not leave them stopped.
        try await Task {
            try await reporter.step("start containers") { _ in
                for writer in writers { try await disk.storage.start(container: writer.id) }
                if !writers.isEmpty { try await disk.forgetPaused() }
                return services.isEmpty ? nil : services.joined(separator: ", ")
            }
        }.value
        try result.get()
    }
}

extension CleanupScope {
    /// A clean-up's steps, in an order in which what goes frees what comes later.
    fileprivate static func steps(_ scopes: Set<CleanupScope>) -> [(title: String, kinds: [DiskItem.Kind])] {
        let all: [(CleanupScope, [DiskItem.Kind])] = [
            (.containers, [.container]), (.images, [.image, .testImage]), (.volumes, [.volume]),
            (.repos, [.repo, .copy]),
        ]
        return all.filter { scopes.contains($0.0) }.map { ("remove \($0.0.rawValue)", $0.1) }
    }
}
