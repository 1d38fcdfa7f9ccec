/// How often the engine is asked for a sign of life, and how long one may take to come.
struct PulseRhythm: Sendable {
    /// Between two questions while a client or a job waits for the engine.
    var attended = Duration.milliseconds(700)
    /// Between two questions otherwise; each wakes the machine.
    var resting = Duration.seconds(3)
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
