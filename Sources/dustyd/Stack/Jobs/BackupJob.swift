import DustyCore

/// Keeps containers that write to entries of `/persist`, or to volumes, stopped while these are read.
struct BackupJob: StackJob {
    static let needs: JobNeeds = [.machine, .settledData]

    let stack: Stack
    let disk: Disk
    /// Of `/persist`, and names of volumes.
    let entries: [String]

    private static let unannounced = DustyError(
        .invalid,
        "a backup is begun by reading it",
        hint: "use `dusty disk backup --stop`"
    )

    func check() async throws {
        guard await disk.pauses.isExpected(entries) else { throw Self.unannounced }
    }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        let (pauses, job) = (disk.pauses, reporter.job)
        // Without one nobody reads, and what writes would stay stopped.
        guard let announcement = await pauses.take(entries) else { throw Self.unannounced }
        if let work = announcement.work {
            let writers = StoppedWriters(stack: stack, disk: disk)
            return try await writers.whileStopped(entries, volumes: work.volumes, alone: true, reporter) {
                try await reporter.step("copy to another stack") { try await work.run($0) }
            }
        }
        do {
            let volumes = announcement.volumes
            try await StoppedWriters(stack: stack, disk: disk).whileStopped(entries, volumes: volumes, reporter) {
                try await reporter.step(volumes.isEmpty ? "read /persist" : "read /persist and volumes") { _ in
                    await pauses.open(job)
                    await pauses.untilClosed(job)
                    return entries.joined(separator: ", ")
                }
            }
        } catch {
            await pauses.close(job)
            throw error
        }
        await pauses.close(job)
    }
}
