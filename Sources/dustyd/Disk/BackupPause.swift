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

    /// Whose job of these names may begin: only a request within `requesting` is the announcer's.
    struct Ticket: Sendable, Hashable {
        @TaskLocal fileprivate static var own: Ticket?

        fileprivate let number: Int

        /// Requests the job that was announced. Any client may send a request of the same names meanwhile; it has no ticket.
        func requesting<Value: Sendable>(_ request: @Sendable () async throws -> Value) async throws -> Value {
            try await Self.$own.withValue(self) { try await request() }
        }
    }

    /// What the job of some names is to do: some work, or to wait for a client that reads.
    struct Announcement: Sendable {
        fileprivate var names: [String]
        /// Volumes among them.
        var volumes: [String]
        /// Nil if a client reads.
        var work: Work?
    }

    private var announced: [Ticket: Announcement] = [:]
    private var lastNumber = 0
    private var states: [Int: State] = [:]
    private var waiters: [Int: [CheckedContinuation<Void, Never>]] = [:]

    /// Announces a backup of these names, of which some are volumes, or a job that does some work itself, which excludes every other of these
    /// names.
    func expect(_ names: [String], volumes: [String] = [], for work: Work? = nil) throws -> Ticket {
        let others = announced.values.filter { $0.names == names }
        guard others.isEmpty || work == nil && others.allSatisfy({ $0.work == nil }) else { throw Self.taken }
        lastNumber += 1
        let ticket = Ticket(number: lastNumber)
        announced[ticket] = Announcement(names: names, volumes: work?.volumes ?? volumes, work: work)
        return ticket
    }

    /// Hands out what was announced, once: whoever else comes for these names gets nothing.
    func take(_ names: [String]) -> Announcement? {
        let tickets = announced.filter { $0.value.names == names }.keys
        return tickets.min { $0.number < $1.number }.flatMap { announced.removeValue(forKey: $0) }
    }

    private static let taken = DustyError(
        .busy,
        "these data are being read for another stack or a backup",
        hint: "try again"
    )

    /// Whether the calling task requests what it announced.
    func isExpected(_ names: [String]) -> Bool {
        Ticket.own.flatMap { announced[$0] }?.names == names
    }

    /// Takes an announcement back, if no job has taken it.
    func forget(_ ticket: Ticket) {
        announced[ticket] = nil
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
