import CLibrary
import DustyCore

/// Notices within two seconds that the engine hangs: one that does keeps its connections open and is silent.
struct EngineHeartbeat: Sendable {
    let engine: any EnginePulse
    let observatory: Observatory
    private(set) var rhythm = PulseRhythm.standard
    /// Whether this host has more to do than it can, so that silence proves nothing.
    var isBusy: @Sendable () -> Bool = { ThisHost.kernel.isBusy() }

    /// How often a busy host is looked at again.
    private static let pause = Duration.milliseconds(250)

    init(engine: any EnginePulse, observatory: Observatory, rhythm: PulseRhythm = .standard) {
        self.engine = engine
        self.observatory = observatory
        self.rhythm = rhythm
    }

    /// Asks again and again. Throws `DustyError` `.unavailable` when an answer does not come.
    mutating func listen() async throws {
        while true {
            try await rest()
            try await check(await observatory.isAttended() ? await observatory.runningContainer() : nil)
        }
    }

    /// Checks once, a container too when one is given.
    mutating func check(_ container: String?) async throws {
        let engine = engine
        try await answer("the container engine hangs: it accepts connections and does not answer") {
            try await engine.ping()
        }
        if let container {
            try await answer("the container engine answers, but containerd, which runs its containers, does not") {
                try await engine.ping(container: container)
            }
        }
        await observatory.hear()
    }

    private mutating func answer(_ silence: String, _ ask: @escaping @Sendable () async throws -> Void) async throws {
        let start = ContinuousClock.now
        let (deadline, ceiling, isBusy) = (rhythm.deadline, rhythm.ceiling, isBusy)
        let hasAnswered = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await ask()
                return true
            }
            group.addTask {
                try await Task.sleep(for: deadline)
                // A daemon that wakes late, or a long queue for the processors, says that the engine has not had its turn either.
                var isLate = ContinuousClock.now - start > deadline + Self.pause
                while isLate || isBusy(), ContinuousClock.now - start < ceiling {
                    isLate = false
                    try await Task.sleep(for: Self.pause)
                }
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
        guard hasAnswered else {
            throw DustyError(.unavailable, silence, hint: "see its log, or restart it: \(HostWords.own.restartEngine)")
        }
        rhythm.answered(after: ContinuousClock.now - start)
    }

    /// Waits for the next time to ask; the wait shortens as soon as a client watches.
    private func rest() async throws {
        if await observatory.isAttended() { return try await Task.sleep(for: rhythm.attended) }
        let observatory = observatory
        _ = try await withDeadline(rhythm.resting) {
            for await _ in await observatory.changes() where await observatory.isAttended() { return }
        }
        try Task.checkCancellation()
    }
}

/// How often the engine is asked for a sign of life, and how long one may take to come.
struct PulseRhythm: Sendable {
    /// Between two questions while a client or a job waits for the engine.
    var attended = Duration.milliseconds(700)
    /// Between two questions otherwise; each wakes the machine.
    var resting = Duration.seconds(15)
    /// Time for an answer at least, and at most however slow things are.
    var patience = Duration.milliseconds(1100)
    var ceiling = Duration.seconds(3)
    /// How many times the slowest of the recent answers one may take.
    var tolerance = 4

    /// The slowest of the recent answers; older ones count less and less.
    private var slowest = Duration.zero

    /// The rhythm that keeps "stale after two seconds".
    static let standard = PulseRhythm()

    init() {}

    /// Time for the next answer.
    var deadline: Duration { min(max(patience, slowest * tolerance), ceiling) }

    /// Takes note of how long an answer took.
    mutating func answered(after time: Duration) {
        slowest = max(time, slowest * 4 / 5)
    }
}
