import DustyCore

/// Events of apps and services since the dashboard was opened, and the jobs the daemon remembers.
struct EventLog: Equatable {
    /// One event, which may have repeated.
    struct Event: Equatable {
        /// When it happened last.
        var time: Timestamp
        /// App or service.
        var name: String
        var text: String
        var weight: Notice.Weight
        /// Whether a job was working on it, so that it was intended.
        var isByJob = false
        /// How often it happened.
        var count = 1
        /// When it happened first.
        var first: Timestamp?

        /// The event and its count: `up to exited 1 x14 in 3m`.
        var summary: String {
            guard count > 1 else { return text }
            let seconds = time.seconds(since: first ?? time)
            return "\(text) x\(count)" + (seconds < 1 ? "" : " in \(Amount.age(seconds))")
        }
    }

    /// How many are kept.
    static let kept = 500
    /// How many events of one name a round of a crash loop has at most.
    private static let longestRound = 6

    /// The latest last.
    private(set) var events: [Event] = []

    /// Records what changed from one snapshot to the next.
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
                        weight: row.state.isFailure && row.state != .exited(0) ? .failure : .info,
                        isByJob: row.job != nil
                    )
                )
            }
            if row.restarts > known.restarts {
                add(
                    Event(
                        time: new.time,
                        name: row.name,
                        text: "restarted by the engine",
                        weight: .warning,
                        count: row.restarts - known.restarts,
                        first: new.time
                    )
                )
            }
        }
        for (name, row) in before where !(new.apps + new.services).contains(where: { $0.name == name }) {
            add(Event(time: new.time, name: row.name, text: "gone", weight: .info))
        }
    }

    private mutating func add(_ event: Event) {
        events.append(gathered(event))
        if events.count > Self.kept { events.removeFirst() }
    }

    /// The event merged with an earlier one that it repeats. A failure that comes back is one that continues: events in
    /// between are part of the round, and the rounds are counted.
    private mutating func gathered(_ event: Event) -> Event {
        guard event.weight != .info, !event.isByJob else { return event }
        let own = events.indices.filter { events[$0].name == event.name }.suffix(Self.longestRound)
        guard let place = own.last(where: { events[$0].text == event.text }) else { return event }
        let between = own.filter { $0 > place }
        // Another failure in between is listed separately.
        guard between.allSatisfy({ !events[$0].isByJob && events[$0].weight != .failure }) else { return event }
        var whole = event
        whole.count += events[place].count
        whole.first = events[place].first ?? events[place].time
        for index in (between + [place]).sorted(by: >) { events.remove(at: index) }
        return whole
    }
}
