import DustyCore
import Essentials

/// Where a backup that is being read meets the job that keeps containers stopped for it.
actor BackupPause {
    private enum State {
        case waiting, open, closed
    }

    /// What is done while containers are stopped, instead of a client's reading.
    struct Work: Sendable {
        /// Volumes that nothing may write to either.
        var volumes: [String]
        /// Does it; returns what was done, in words.
        var run: @Sendable (StepReporter) async throws -> String
    }

    private var expected: Set<[String]> = []
    private var works: [[String]: Work] = [:]
    private var states: [Int: State] = [:]
    private var waiters: [Int: [CheckedContinuation<Void, Never>]] = [:]

    /// Announces that a backup of these names is about to request a job; no other client may start one.
    func expect(_ names: [String]) throws {
        guard works[names] == nil else { throw Self.taken }
        expected.insert(names)
    }

    /// Announces a job that does some work itself.
    func expect(_ names: [String], for work: Work) throws {
        guard expected.insert(names).inserted else { throw Self.taken }
        works[names] = work
    }

    /// What the job of these names is to do; nil if a client reads.
    func work(of names: [String]) -> Work? { works[names] }

    private static let taken = DustyError(
        .busy,
        "these data are being read for another stack or a backup",
        hint: "try again"
    )

    /// Whether a client reads a backup of these names.
    func isExpected(_ names: [String]) -> Bool {
        expected.contains(names)
    }

    /// Takes the announcement back.
    func forget(_ names: [String]) {
        expected.remove(names)
        works[names] = nil
    }

    /// Belongs to the answer of a backup request, and ends the pause with it: if a client disconnects while containers
    /// are being stopped the answer never begins, and they would stay stopped.
    func open(_ job: Int) {
        if states[job] != .closed { states[job] = .open }
        wake(job)
    }

    /// Reading has ended, or the job has.
    func close(_ job: Int) {
        states[job] = .closed
        wake(job)
    }

    /// Waits until reading may begin; false when the job ended instead.
    func untilOpen(_ job: Int) async -> Bool {
        while (states[job] ?? .waiting) == .waiting { await sleep(job) }
        return states[job] == .open
    }

    /// Waits for the end of reading, or for the cancellation of the calling task.
    func untilClosed(_ job: Int) async {
        await withTaskCancellationHandler {
            while states[job] != .closed { await sleep(job) }
        } onCancel: {
            Task { await self.close(job) }
        }
    }

    private func sleep(_ job: Int) async {
        await withCheckedContinuation { waiters[job, default: []].append($0) }
    }

    private func wake(_ job: Int) {
        for waiter in waiters.removeValue(forKey: job) ?? [] { waiter.resume() }
    }
}

/// Belongs to the answer of a backup request, and ends the pause with it: a client that goes away while containers are being
/// stopped never has the answer begun, and they would stay stopped.
final class PauseKeeper: Sendable {
    private let pauses: BackupPause
    private let job: Int

    init(pauses: BackupPause, job: Int) {
        self.pauses = pauses
        self.job = job
    }

    deinit {
        Task { [pauses, job] in await pauses.close(job) }
    }
}

/// Containers that a job has stopped and will start again, stored so that they are also started if the daemon dies
/// meanwhile.
struct PausedContainers: Codable, Sendable, Equatable {
    /// The engine's ids.
    var ids: [String]

    /// The stored list; nil when there is none, or when it cannot be read: `up` starts them too.
    static func noted(at path: String) throws -> PausedContainers? {
        try AtomicFile(path).read().flatMap { try? Wire.decode(from: Data($0)) }
    }

    /// Stores the list; an earlier list is merged.
    func note(at path: String) throws {
        let before = try Self.noted(at: path)?.ids ?? []
        let all = PausedContainers(ids: before.filter { !ids.contains($0) } + ids)
        try AtomicFile(path).write(Array(try Wire.encode(all)), mode: 0o600)
    }
}
