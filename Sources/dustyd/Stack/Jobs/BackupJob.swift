import DustyCore

/// Keeps containers that write to entries of `/persist` stopped while these are read.
struct BackupJob: StackJob {
    static let needs: JobNeeds = [.machine, .settledData]

    let stack: Stack
    let disk: Disk
    let entries: [String]

    func check() async throws {
        guard await disk.pauses.isExpected(entries) else {
            throw DustyError(.invalid, "a backup is begun by reading it", hint: "use `dusty disk backup --stop`")
        }
    }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        let (pauses, job) = (disk.pauses, reporter.job)
        if let work = await pauses.work(of: entries) {
            let writers = StoppedWriters(stack: stack, disk: disk)
            return try await writers.whileStopped(entries, volumes: work.volumes, reporter) {
                try await reporter.step("copy to another stack") { try await work.run($0) }
            }
        }
        do {
            try await StoppedWriters(stack: stack, disk: disk).whileStopped(entries, reporter) {
                try await reporter.step("read /persist") { _ in
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
