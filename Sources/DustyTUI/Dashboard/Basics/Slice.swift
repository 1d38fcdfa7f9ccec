/// A short while in which a part of some long work is done, so that keys are answered in between.
struct Slice {
    private let deadline: ContinuousClock.Instant

    /// What may be done within five milliseconds from now on.
    init() {
        deadline = .now + .milliseconds(5)
    }

    /// How many things are done between two looks at the clock.
    static let stride = 256

    /// Whether it is over.
    var isOver: Bool { ContinuousClock.now >= deadline }
}
