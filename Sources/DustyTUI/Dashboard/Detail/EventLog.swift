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

extension Model {
    /// Everything known to have happened to an app or a service, newest first.
    func events(of name: String) -> [EventLog.Event] {
        let jobs = (snapshot?.jobs ?? []).filter { $0.names.isEmpty || $0.names.contains(name) }
        let ofJobs = jobs.flatMap { job -> [EventLog.Event] in
            let title = "job \(job.id) \(job.title)"
            var events = [
                EventLog.Event(
                    time: job.startedAt ?? job.createdAt,
                    name: name,
                    text: "\(title), asked for by \(job.user)",
                    weight: .info
                )
            ]
            if let end = job.finishedAt {
                let took = Amount.took(job.seconds(at: end))
                let why = job.error.map { ": \($0.message)" } ?? ""
                let weight: Notice.Weight = job.state == .failed ? .failure : .info
                let text = "\(title) \(job.progressText) in \(took)\(why)"
                events.append(EventLog.Event(time: end, name: name, text: text, weight: weight))
            }
            return events
        }
        return (ofJobs + eventLog.events.filter { $0.name == name }).enumerated()
            .sorted { ($0.element.time, $0.offset) > ($1.element.time, $1.offset) }
            .map(\.element)
    }
}
