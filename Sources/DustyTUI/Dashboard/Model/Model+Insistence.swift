import DustyCore

/// A request for a job that the daemon has not answered yet.
struct AskedJob: Equatable {
    var request: JobRequest
    var time: Timestamp
}

/// A key that was pressed on busy rows, and that counts when it is pressed once more.
struct Insistence: Equatable {
    /// Seconds within which it counts.
    static let seconds: Int64 = 3

    var command: CommandName
    var names: [String]
    var until: Timestamp
}

extension Model {
    /// Jobs that change some of these containers now or wait to, the latest first.
    func work(on names: [String]) -> [Job] {
        let taken = requests.taken.reversed().filter { job in snapshot?.jobs.contains { $0.id == job.id } != true }
        return (taken + runningJobs).filter { job in
            job.kind.changesContainers && (job.names.isEmpty || job.names.contains(where: names.contains))
        }
    }

    /// The message instead of repeating what is being done: a key that is held, or pressed out of impatience, must not
    /// fill the queue. Nil if nothing is in the way, or it was shown just now.
    mutating func doubt(_ command: CommandName, _ names: [String]) -> [Effect]? {
        if let asked = requests.asked.last(where: { $0.request.concerns(names) }) {
            let age = Amount.age(now.seconds(since: asked.time))
            return say(.warning, "\(asked.request.title) was asked for \(age) ago, and the daemon has not answered.")
        }
        let work = work(on: names)
        if let waiting = work.first(where: { $0.startedAt == nil }) {
            requests.insistence = nil
            let cancel = "\(key(.cancelJob)) cancels it."
            return say(.warning, "\(wording(of: waiting, on: names)), and one is enough. \(cancel)", passes: true)
        }
        guard let job = work.last else { return nil }
        let known = requests.insistence
        requests.insistence = nil
        if let known, known.command == command, known.names == names, now < known.until { return nil }
        let until = Timestamp(milliseconds: now.milliseconds + Insistence.seconds * 1000)
        requests.insistence = Insistence(command: command, names: names, until: until)
        let again = "\(key(command)) again within \(Insistence.seconds) s queues one more"
        return say(
            .warning,
            "\(wording(of: job, on: names)). \(again), \(key(.cancelJob)) cancels.",
            passes: true
        )
    }

    /// What is already working on some containers, in a sentence; nil when nothing is.
    func news(of names: [String]?) -> String? {
        guard let names else { return nil }
        return work(on: names).last.map { "\(wording(of: $0, on: names)); this comes after it." }
    }

    /// `mule is already restarting (job 55, 0:04)`.
    private func wording(of job: Job, on names: [String]) -> String {
        guard job.startedAt != nil else { return "job \(job.id), \(job.title), already waits" }
        let facts = "job \(job.id), \(Amount.elapsed(job.seconds(at: now)))"
        guard names.count == 1, let verb = job.kind.verb, !job.names.isEmpty else {
            return "\(job.title) is already under way (\(facts))"
        }
        return "\(names[0]) is already \(verb) (\(facts))"
    }

    /// Records which requests wait for the daemon's answer.
    mutating func note(_ effects: [Effect]) {
        for case .start(let request) in effects { requests.asked.append(AskedJob(request: request, time: now)) }
    }

    /// The daemon has answered a request.
    mutating func forgetAsked(where isAnswered: (JobRequest) -> Bool) {
        if let place = requests.asked.firstIndex(where: { isAnswered($0.request) }) { requests.asked.remove(at: place) }
    }
}

extension JobRequest {
    /// Whether it would change one of these containers.
    fileprivate func concerns(_ names: [String]) -> Bool {
        kind.changesContainers && (self.names.isEmpty || names.isEmpty || self.names.contains(where: names.contains))
    }
}

extension Job.Kind {
    /// Whether it starts, ends or replaces containers of the stack.
    var changesContainers: Bool {
        switch self {
        case .up, .restart, .rebuild, .stop, .pause, .unpause, .down, .reset, .shutdown, .restore, .backup: true
        case .sync, .pull, .prepare, .test, .script, .cleanup, .machineStart, .machineStop, .watch: false
        }
    }

    /// What happens to a container meanwhile.
    fileprivate var verb: String? {
        switch self {
        case .restart: "restarting"
        case .rebuild: "being rebuilt"
        case .stop: "stopping"
        case .pause: "being paused"
        case .unpause: "being unpaused"
        case .reset: "starting without its data"
        default: nil
        }
    }
}
