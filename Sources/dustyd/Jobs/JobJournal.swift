import DustyCore
import FoundationEssentials

/// Recent jobs on disk: after a crash they tell which job was at work and how far it came.
struct JobJournal: Sendable {
    /// What is on disk.
    private struct Record: Codable {
        var next: Int
        var jobs: [Job]
    }

    let path: String
    let files: any FileStore

    /// Jobs of the daemon's earlier lives, oldest first, and the next free number.
    func load(now: Timestamp) -> (jobs: [Job], nextID: Int) {
        guard let bytes = try? files.contents(path), let record = try? Wire.decode(Record.self, from: Data(bytes))
        else {
            return ([], 1)
        }
        return (record.jobs.map { $0.ended(now: now) }, record.next)
    }

    /// Writes jobs, given newest first. A journal that cannot be written must not stop the work it tells of.
    func save(_ jobs: [Job], nextID: Int) {
        guard let data = try? Wire.encode(Record(next: nextID, jobs: jobs.reversed())) else { return }
        try? files.replace(path, with: Array(data), mode: 0o600)
    }
}

extension Job {
    /// The job after a daemon that ran it went away.
    fileprivate func ended(now: Timestamp) -> Job {
        guard !state.isFinal else { return self }
        var job = self
        for index in job.steps.indices where !job.steps[index].state.isFinal {
            job.steps[index].state = job.steps[index].state == .pending ? .skipped : .failed
        }
        job.state = .failed
        job.finishedAt = now
        job.error = DustyError(
            .internal,
            "the daemon ended while this job was at work",
            hint: "run it again; `dusty up` mends any state"
        )
        return job
    }
}
