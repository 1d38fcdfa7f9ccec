import DustyCore

extension Disk {
    /// Where the list of containers is stored that a job has stopped temporarily.
    private var pausedFile: String { "\(paths.machine)/paused.json" }
    /// Where it is stored what was in `/persist` when it was last used.
    var ledger: String { "\(paths.machine)/data.json" }

    /// Finishes a restore that the end of a daemon or of the machine interrupted, and reports it in the status. Throws
    /// when it cannot.
    func settle(_ observatory: Observatory) async throws {
        try await settling.holding("restore") {
            do {
                guard let settled = try await persist.settle() else { return }
                let names = settled.names.joined(separator: ", ")
                let place = paths.machineName.map { " on `\($0)`" } ?? ""
                let places = ((settled.kept.map { [$0] } ?? []) + settled.keptVolumes).joined(separator: ", ")
                let kept = places.isEmpty ? "" : "; what was there before is kept\(place) in \(places)"
                await observatory.update {
                    $0.warnings[.restore] = Warning(
                        subject: .restore,
                        message: "a restore was cut off and has been completed: \(names)\(kept)",
                        hint: "`dusty up` starts what was stopped for it"
                    )
                }
            } catch let error as DustyError {
                await observatory.update {
                    $0.warnings[.restore] = Warning(subject: .restore, message: error.message, hint: error.hint)
                }
                throw error
            }
        }
    }

    /// Records that these containers are stopped temporarily.
    func notePaused(_ ids: [String]) async throws {
        guard !ids.isEmpty else { return }
        let (file, paused) = (pausedFile, PausedContainers(ids: ids))
        try await UserThread.run { try paused.note(at: file) }
    }

    /// Records that nothing is stopped temporarily.
    func forgetPaused() async throws {
        let file = pausedFile
        try await UserThread.run { try AtomicFile(file).remove() }
    }

    /// Starts what a job of an earlier daemon had stopped temporarily; what is gone since then does not matter.
    func startPaused() async throws {
        let file = pausedFile
        guard let paused = try await UserThread.run({ try PausedContainers.noted(at: file) }) else { return }
        for id in paused.ids {
            do { try await storage.start(container: id) } catch let error as DustyError where error.code == .notFound {}
        }
        try await forgetPaused()
    }
}
