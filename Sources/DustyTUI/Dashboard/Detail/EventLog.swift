import DustyCore

/// What happened to apps and services while one looked, and the jobs the daemon remembers.
struct EventLog: Equatable {
    /// One thing that happened.
    struct Event: Equatable {
        var time: Timestamp
        /// App or service.
        var name: String
        var text: String
        var weight: Notice.Weight
    }

    /// How many are kept.
    static let kept = 500

    /// The latest last.
    private(set) var events: [Event] = []

    /// Notes what changed from one snapshot to the next.
    mutating func note(from old: Snapshot, to new: Snapshot) {
        let before = Dictionary((old.apps + old.services).map { ($0.name, $0) }) { $1 }
        for row in new.apps + new.services {
            guard let known = before[row.name] else {
                add(Event(time: new.time, name: row.name, text: "\(row.state), new here", weight: .info))
                continue
            }
            if known.state != row.state {
                let why = row.message.map { ": \($0)" } ?? ""
                let job = row.job.map { " (job \($0))" } ?? ""
                add(
                    Event(
                        time: new.time,
                        name: row.name,
                        text: "\(known.state) to \(row.state)\(why)\(job)",
                        weight: row.state.isFailure && row.state != .exited(0) ? .failure : .info
                    )
                )
            }
            if row.restarts > known.restarts {
                let text = "restarted by the engine, \(row.restarts) in all"
                add(Event(time: new.time, name: row.name, text: text, weight: .warning))
            }
        }
        for (name, row) in before where !(new.apps + new.services).contains(where: { $0.name == name }) {
            add(Event(time: new.time, name: row.name, text: "gone", weight: .info))
        }
    }

    private mutating func add(_ event: Event) {
        events.append(event)
        if events.count > Self.kept { events.removeFirst() }
    }
}
