import DustyCore

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
