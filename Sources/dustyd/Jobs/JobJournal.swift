import DustyCore
import FoundationEssentials
import Synchronization

/// Recent jobs on disk: after a crash they tell which job was at work and how far it came.
final class JobJournal: Sendable {
    /// What is on disk.
    private struct Record: Codable {
        var next: Int
        var jobs: [Job]
    }

    private struct Waiting {
        var latest: Record?
        var isBeingWritten = false
    }

    private let path: String
    private let files: any FileStore
    private let waiting = Mutex(Waiting())
    /// Held while the file is written, so that what is older never comes after what is newer.
    private let pen = Mutex(())

    init(path: String, files: any FileStore) {
        self.path = path
        self.files = files
    }

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
        pen.withLock { _ in
            waiting.withLock { $0.latest = nil }
            write(Record(next: nextID, jobs: jobs.reversed()))
        }
    }

    /// Writes jobs beside the work that they tell of; of several that wait for the disk only the last is written.
    func saveSoon(_ jobs: [Job], nextID: Int) {
        let isBeingWritten = waiting.withLock { waiting in
            defer { waiting.isBeingWritten = true }
            waiting.latest = Record(next: nextID, jobs: jobs.reversed())
            return waiting.isBeingWritten
        }
        guard !isBeingWritten else { return }
        Task { writeWaiting() }
    }

    private func writeWaiting() {
        var isDone = false
        while !isDone {
            pen.withLock { _ in
                let record = waiting.withLock { waiting in
                    defer { waiting.latest = nil }
                    if waiting.latest == nil { waiting.isBeingWritten = false }
                    return waiting.latest
                }
                if let record { write(record) } else { isDone = true }
            }
        }
    }

    private func write(_ record: Record) {
        guard let data = try? Wire.encode(record) else { return }
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
