import DustyCore

/// Puts a verified backup in place. What it replaces is kept; what it does not contain is not touched. One that fails
/// or is cancelled leaves nothing unpacked: the file it came from still exists.
struct RestoreJob: StackJob {
    static let needs: JobNeeds = [.machine, .settledData]

    let stack: Stack
    let disk: Disk
    /// Of the staged backup.
    let id: String

    func check() throws {
        _ = try disk.shelf.entry(id)
    }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        let entry = try disk.shelf.beginPlacing(id)
        let result: Result<Void, any Error>
        do {
            let volumes = try await prepareVolumes(of: entry, reporter)
            try await StoppedWriters(stack: stack, disk: disk).whileStopped(
                entry.manifest.names,
                volumes: volumes.map(\.name),
                // A volume may also be another stack's, or that of a container made by hand.
                alone: !volumes.isEmpty,
                readers: true,
                reporter
            ) {
                try await reporter.step("replace") { step in try await place(entry, volumes, step) }
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        // In a separate task: a cancelled job cleans up too.
        await Task { await disk.persist.clear() }.value
        disk.shelf.endPlacing()
        try result.get()
    }

    private func prepareVolumes(of entry: RestoreShelf.Entry, _ reporter: JobReporter) async throws -> [VolumeStage] {
        guard let keys = entry.manifest.volumes, !keys.isEmpty else { return [] }
        return try await reporter.step("bring volumes") { step in
            (try await disk.prepareVolumes(of: entry, step), keys.joined(separator: ", "))
        }
    }

    private func place(
        _ entry: RestoreShelf.Entry,
        _ volumes: [VolumeStage],
        _ step: StepReporter
    ) async throws -> String {
        let kept = try await disk.settling.holding("restore") {
            try await disk.place(entry, volumes, keeping: "before-\(stack.observatory.now)")
        }
        if !kept.isEmpty {
            let place = stack.paths.machineName.map { " on `\($0)`" } ?? ""
            await step.output("what was there before is kept\(place) in \(kept.joined(separator: ", "))")
            let paths = kept.map { ShellWord.quote($0) }.joined(separator: " ")
            await step.output("when all is well\(place): sudo rm -rf \(paths)")
        }
        return (entry.manifest.names + volumes.map(\.name)).joined(separator: ", ")
    }
}
