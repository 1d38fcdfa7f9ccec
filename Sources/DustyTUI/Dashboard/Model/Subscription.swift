import DustyCore

/// Something the program listens to. The model says which; the program starts what is new and ends what is gone.
enum Subscription: Hashable {
    /// Snapshots of the stack.
    case watch
    /// The log of an app or a service, as opened for the nth time. The daemon follows it across restarts and new containers.
    case log(String, opening: Int)
    /// The logs of several, in the order of their times.
    case merged([String], opening: Int)
    /// Lines of a log before the oldest one that is known, among so many of the latest.
    case history(String, tail: Int)
    /// The answer to a query, once; the number makes it asked again.
    case answer(Query, revision: Int)
    /// The passing of time, every so many seconds.
    case clock(seconds: Int)
}

extension Model {
    /// What to listen to now.
    var subscriptions: Set<Subscription> {
        var set: Set<Subscription> = [.watch]
        if let name = logs.names.first {
            set.insert(logs.isMerged ? .merged(logs.names, opening: logs.opening) : .log(name, opening: logs.opening))
        }
        if let tail = logs.historyWanted, let name = logs.source { set.insert(.history(name, tail: tail)) }
        for query in queries { set.insert(.answer(query, revision: revision)) }
        if let seconds = clockInterval { set.insert(.clock(seconds: isSlow ? max(5, seconds) : seconds)) }
        return set
    }

    /// Seconds between looks at the clock: 1 while seconds are shown, more while only minutes are, nil when nothing shown depends on it.
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
