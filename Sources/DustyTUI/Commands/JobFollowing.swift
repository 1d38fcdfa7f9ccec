import ArgumentParser
import DustyCore
import Essentials

/// Follows a job to its end and turns that into an exit code. The job lives in the daemon and continues when its client
/// stops following.
struct JobFollowing: Sendable {
    let daemon: any Daemon
    let console: Console
    let asJSON: Bool
    /// Whether nothing is shown but what went wrong.
    var isQuiet = false
    /// Whether the job only prepares what the command prints: it is shown on standard error, once it takes a while, and ends with its client.
    var isAside = false

    /// Starts a job and follows it.
    func run(_ request: JobRequest) async throws {
        try await follow(try await daemon.call(.startJob, request))
    }

    /// Follows a job from its first event, however long ago it started.
    func follow(_ job: Job) async throws {
        let display = JobDisplay(job, on: console, asJSON: asJSON, isQuiet: isQuiet, isAside: isAside)
        try display.begin()
        do {
            try await withThrowingTaskGroup { group in
                group.addTask { try await daemon.follow(.jobEvents, JobNumber(job.id)) { try display.show($0) } }
                group.addTask { try await Self.keepFresh(display) }
                group.addTask { try await showUnready(on: display, of: job) }
                // Only the events end on their own; the clock runs until it is stopped.
                defer { group.cancelAll() }
                try await group.next()
            }
            try display.end()
        } catch is CancellationError {
            try display.end()
            // The daemon cancels it once no client follows it.
            if isAside { throw Exit.interrupted }
            try detach(job)
        }
        try conclude(display.job)
    }

    private static func keepFresh(_ display: JobDisplay) async throws {
        while true {
            try await Task.sleep(for: .milliseconds(200))
            try display.refresh(now: .now)
        }
    }

    /// Shows what the containers that a job brings up wait for, as the daemon knows it.
    private func showUnready(on display: JobDisplay, of job: Job) async throws {
        while true {
            try await Task.sleep(for: .seconds(1))
            guard display.isLive, job.kind.changesContainers, let snapshot = try? await daemon.call(.status) else {
                continue
            }
            let rows = snapshot.apps + snapshot.services
            display.show(unready: rows.filter { $0.wanted && [.starting, .restarting, .unhealthy].contains($0.state) })
        }
    }

    private func detach(_ job: Job) throws -> Never {
        try console.print(
            """

            Job \(job.id) goes on without you.
              dusty jobs \(job.id)    follow it again
              dusty cancel \(job.id)  stop it
            """,
            to: .error
        )
        throw Exit.interrupted
    }

    private func conclude(_ job: Job) throws {
        switch job.state {
        case .succeeded, .skipped: return
        case .failed:
            try console.report(job.error ?? DustyError(.failed, "job \(job.id) failed", hint: "see its output above"))
        case .cancelled:
            try console.report(job.error ?? DustyError(.cancelled, "job \(job.id) was cancelled"))
        case .pending, .running, .cancelling:
            throw DustyError(
                .unavailable,
                "the daemon went away in the middle of job \(job.id)",
                hint: "`dusty jobs` shows what became of it, once the daemon is back"
            )
        }
        throw Exit.failed
    }
}

extension Timestamp {
    /// The present moment.
    static var now: Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }
}
