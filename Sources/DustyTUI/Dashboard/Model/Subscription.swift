import DustyCore

/// Something the program listens to. The model says which; the program starts new ones and ends those that are gone.
enum Subscription: Hashable {
    /// Snapshots of the stack.
    case watch
    /// The log of an app or a service, as opened for the nth time. The daemon follows it across restarts and new containers.
    case log(String, opening: Int, since: LogBeginning = .latest)
    /// The logs of several, in the order of their times.
    case merged([String], opening: Int, since: LogBeginning = .latest)
    /// What a job prints.
    case output(job: Int, opening: Int, since: LogBeginning = .latest)
    /// A page of a log, once.
    case page(LogStretch)
    /// The answer to a query, once; another number asks again.
    case answer(Query, revision: Int)
    /// The passing of time, every so many seconds.
    case clock(seconds: Int)
}

/// What a log stream starts with.
enum LogBeginning: Hashable {
    /// The latest lines, from a time on if there is one.
    case latest, latestOf(Timestamp)
    /// All lines from a time on.
    case all(Timestamp)

    /// The part of the log that continues.
    var window: LogWindow {
        switch self {
        case .latest: LogWindow(follow: true, tail: LogPane.opened, runs: true)
        case .latestOf(let since): LogWindow(follow: true, tail: LogPane.opened, since: since, runs: true)
        case .all(let since): LogWindow(follow: true, since: since, runs: true)
        }
    }
}

extension LogPane {
    /// With what its stream begins.
    fileprivate var beginning: LogBeginning { resumesAt.map { .all($0) } ?? since.map { .latestOf($0) } ?? .latest }
}

extension Model {
    /// What to listen to now.
    var subscriptions: Set<Subscription> {
        var set: Set<Subscription> = [.watch]
        // New lines are of no use to a window that has moved back.
        if !logs.isDetached, let stream = logStream { set.insert(stream) }
        if let page = logs.wanted, link == .connected { set.insert(.page(page)) }
        for query in queries { set.insert(.answer(query, revision: revision)) }
        if let seconds = clockInterval { set.insert(.clock(seconds: preferences.isSlow ? max(5, seconds) : seconds)) }
        return set
    }

    private var logStream: Subscription? {
        let (opening, beginning) = (logs.opening, logs.beginning)
        switch logs.subject {
        case .containers(let names) where names.count > 1: return .merged(names, opening: opening, since: beginning)
        case .containers(let names): return names.first.map { .log($0, opening: opening, since: beginning) }
        case .job(let id): return .output(job: id, opening: opening, since: beginning)
        case nil: return nil
        }
    }

    /// Seconds between checks of the clock: 1 while seconds are shown, more while only minutes are, nil when nothing
    /// shown depends on it.
    private var clockInterval: Int? {
        guard let snapshot, link == .connected else { return 1 }
        if logs.rate.isDecaying(at: now) { return 1 }
        if case .opening = logs.stream, logs.buffer.isEmpty { return 1 }
        if !snapshot.engine.reachable || runningJobs.contains(where: { $0.startedAt != nil }) { return 1 }
        let ages = (snapshot.apps + snapshot.services).compactMap(\.since) + snapshot.sync.compactMap(\.syncedAt)
        if ages.contains(where: { now.seconds(since: $0) < 60 }) { return 1 }
        return ages.isEmpty ? nil : 15
    }
}
