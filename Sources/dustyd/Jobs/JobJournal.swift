import DustyCore
import Essentials
import Synchronization

/// Recent jobs on disk: after a crash they show which job was running and how far it came.
final class JobJournal: Sendable {
    /// What is on disk.
    private struct Record: Decodable, Sendable {
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
    /// Held while the file is written, so that older content never replaces newer. Holds ended jobs as they are in the
    /// file: there are many, and they no longer change.
    private let pen = Mutex<[Int: Data]>([:])

    init(path: String, files: any FileStore) {
        self.path = path
        self.files = files
    }

    /// Jobs of the daemon's earlier lives, oldest first, and the next free number.
    func load(now: Timestamp) -> (jobs: [Job], nextID: Int) {
        guard let record = files.readState(Record.self, at: path) else { return ([], 1) }
        let jobs = record.jobs.map(\.withoutSource)
        if jobs != record.jobs { save(jobs.reversed(), nextID: record.next) }
        return (jobs.map { $0.ended(now: now) }, record.next)
    }

    /// Writes jobs, given newest first. A journal that cannot be written must not stop the work.
    func save(_ jobs: [Job], nextID: Int) {
        pen.withLock { ended in
            waiting.withLock { $0.latest = nil }
            write(Record(next: nextID, jobs: jobs.reversed()), &ended)
        }
    }

    /// Writes jobs while their work goes on; of several writes waiting for the disk only the last is made.
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
            pen.withLock { ended in
                let record = waiting.withLock { waiting in
                    defer { waiting.latest = nil }
                    if waiting.latest == nil { waiting.isBeingWritten = false }
                    return waiting.latest
                }
                if let record { write(record, &ended) } else { isDone = true }
            }
        }
    }

    private func write(_ record: Record, _ ended: inout [Int: Data]) {
        var known: [Int: Data] = [:]
        var text = Data("{\"next\":\(record.next),\"jobs\":[".utf8)
        for job in record.jobs {
            // One unreadable job would make all of them unreadable.
            guard let bytes = ended[job.id] ?? Self.readable(job) else { continue }
            if job.state.isFinal { known[job.id] = bytes }
            if text.last != UInt8(ascii: "[") { text.append(UInt8(ascii: ",")) }
            text.append(bytes)
        }
        text.append(contentsOf: "]}".utf8)
        ended = known
        try? files.replace(path, with: Array(text), mode: 0o600)
    }
}

extension JobJournal {
    private static func readable(_ job: Job) -> Data? {
        guard let bytes = try? Wire.encode(job), (try? Wire.decode(Job.self, from: bytes)) != nil else { return nil }
        return bytes
    }
}

extension Job {
    /// The job without secrets that errors of earlier versions quoted.
    fileprivate var withoutSource: Job {
        var job = self
        if let message = job.error?.message { job.error?.message = Redactor.withoutQuotedSettings(message) }
        for index in job.steps.indices {
            job.steps[index].summary = job.steps[index].summary.map(Redactor.withoutQuotedSettings)
        }
        job.tail = job.tail.map { Redactor.withoutQuotedSettings($0) }
        return job
    }

    /// The job after the daemon that ran it was gone.
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
            "the daemon ended while this job was running",
            hint: "run it again; `dusty up` repairs any state"
        )
        return job
    }
}
