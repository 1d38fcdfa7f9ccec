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
            try await StoppedWriters(stack: stack, disk: disk).whileStopped(entry.manifest.names, reporter) {
                try await reporter.step("replace") { step in try await place(entry, step) }
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

    private func place(_ entry: RestoreShelf.Entry, _ step: StepReporter) async throws -> String {
        let names = entry.manifest.names
        let kept = try await disk.settling.holding("restore") {
            try await disk.persist.exchange(names, of: entry.stage, keeping: "before-\(stack.observatory.now)")
        }
        if let kept {
            let place = stack.paths.machineName.map { " on `\($0)`" } ?? ""
            await step.output("what was there before is kept\(place) in \(kept)")
            await step.output("when all is well\(place): sudo rm -rf \(ShellWord.quote(kept))")
        }
        return names.joined(separator: ", ")
    }
}
