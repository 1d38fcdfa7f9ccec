import DustyCore

/// Something the program listens to. The model says which; the program starts what is new and ends what is gone.
enum Subscription: Hashable {
    /// Snapshots of the stack.
    case watch
    /// The log of a container.
    case log(LogSource)
    /// The passing of time, every so many seconds.
    case clock(seconds: Int)
}

/// One run of a container whose log is followed: another run is another source, so that a container that starts again is followed again.
struct LogSource: Hashable, Sendable {
    /// Name of the app or service.
    var name: String
    /// Which run of it.
    var run: String
}

extension Model {
    /// What to listen to now.
    var subscriptions: Set<Subscription> {
        var set: Set<Subscription> = [.watch]
        if let source = logSource { set.insert(.log(source)) }
        if let seconds = clockInterval { set.insert(.clock(seconds: seconds)) }
        return set
    }

    /// The run whose log is shown.
    var logSource: LogSource? {
        guard let container = shownContainer else { return nil }
        let running = container.state.isRunning ? container.since?.description ?? "running" : "ended"
        return LogSource(name: container.name, run: "\(container.container ?? "none") \(running)")
    }

    /// Seconds between looks at the clock: 1 while seconds are shown, more while only minutes are, nil when nothing shown depends on it.
    private var clockInterval: Int? {
        guard let snapshot, link == .connected else { return 1 }
        if logs.rate.isDecaying(at: now) { return 1 }
        if !snapshot.engine.reachable || runningJobs.contains(where: { $0.startedAt != nil }) { return 1 }
        let ages = (snapshot.apps + snapshot.services).compactMap(\.since) + snapshot.sync.compactMap(\.syncedAt)
        if ages.contains(where: { now.seconds(since: $0) < 60 }) { return 1 }
        return ages.isEmpty ? nil : 15
    }
}
