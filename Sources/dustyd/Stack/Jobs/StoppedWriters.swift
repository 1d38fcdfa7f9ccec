import DustyCore

/// Containers that are stopped while their data in `/persist` is read or replaced.
struct StoppedWriters: Sendable {
    let stack: Stack
    let disk: Disk

    /// Stops the containers that write below these entries or to these volumes, with `readers` those that read there too, and starts them again
    /// whatever happens to `body`. With `alone` it refuses while one that is not the stack's writes there: it would not be stopped.
    func whileStopped(
        _ entries: [String],
        volumes: [String] = [],
        alone: Bool = false,
        readers: Bool = false,
        _ reporter: JobReporter,
        _ body: () async throws -> Void
    ) async throws {
        let ownership = disk.ownership
        let usage = try await disk.storage.usage()
        let oneOffs = ownership.oneOffs(stack.systems.oneOffs.names, in: usage)
        try ownership.refuse(oneOffs, writing: disk.persist.path, entries, volumes)
        if alone { try ownership.refuseOthers(writing: disk.persist.path, entries, volumes, in: usage) }
        let persist = disk.persist.path
        let writers =
            readers
            ? ownership.users(of: persist, entries, volumes, in: usage)
            : ownership.writers(of: persist, entries, volumes, in: usage)
        let services = Set(writers.map(ownership.service)).sorted()
        let result: Result<Void, any Error>
        do {
            try await disk.notePaused(writers.map(\.id))
            try await reporter.step("stop containers") { _ in
                await stack.observatory.update { $0.stoppedOnRequest.formUnion(writers.map(\.id)) }
                try await stack.marking(services, as: .stopping, reporter) {
                    _ = try await inParallel(writers, width: 4) { writer in
                        try await disk.storage.end(container: writer.id, grace: ContainerStopper.grace)
                    }
                }
                return services.isEmpty ? nil : services.joined(separator: ", ")
            }
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        // In a separate task: a cancelled job must not leave them stopped.
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
