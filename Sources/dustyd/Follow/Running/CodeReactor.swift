import DustyCore
import Logging
import ServiceLifecycle

/// Does what apps want after their code changed: once for all that changed together, and one thing at a time in each app.
actor CodeReactor: Service {
    /// A change waits for later ones no longer than this.
    private static let patience = Duration.seconds(2)

    /// What an app waits for.
    private struct Pending {
        var reaction: CodeReaction
        var time: Timestamp
        let first: ContinuousClock.Instant
        var last: ContinuousClock.Instant

        var due: ContinuousClock.Instant { min(last + reaction.quiet, first + CodeReactor.patience) }
    }

    private let reactions: CodeReactions
    private let jobs: Jobs
    private let observatory: Observatory
    private let logger: Logger
    private var pending: [String: Pending] = [:]
    private var workers: [String: Task<Void, Never>] = [:]

    init(_ reactions: CodeReactions, jobs: Jobs, observatory: Observatory, logger: Logger) {
        self.reactions = reactions
        self.jobs = jobs
        self.observatory = observatory
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await demand in self.reactions.demands { await self.take(demand) }
        }
        workers.values.forEach { $0.cancel() }
    }

    private func take(_ demand: CodeReactions.Demand) {
        let now = ContinuousClock.now
        var next = pending[demand.app] ?? Pending(reaction: .nothing, time: demand.time, first: now, last: now)
        next.reaction = next.reaction.merging(demand.reaction)
        (next.time, next.last) = (demand.time, now)
        pending[demand.app] = next
        if workers[demand.app] == nil { workers[demand.app] = Task { await work(for: demand.app) } }
    }

    private func work(for app: String) async {
        defer { workers[app] = nil }
        while !Task.isCancelled, let next = pending[app] {
            guard next.due <= .now else {
                try? await Task.sleep(until: next.due)
                continue
            }
            pending[app] = nil
            await carryOut(next, in: app)
        }
    }

    private func carryOut(_ next: Pending, in app: String) async {
        guard let operation = await operation(next, app) else { return }
        do {
            let job = try await jobs.start(JobRequest(operation, queue: true), for: Self.caller)
            for await _ in try await jobs.changes(of: job.id) where try await jobs.job(job.id).state.isFinal { return }
        } catch {
            let why = (error as? DustyError)?.message ?? "\(error)"
            logger.warning("a watch rule was not carried out", metadata: ["app": "\(app)", "why": "\(why)"])
        }
    }

    /// What there is to do now: a container that does not run, or has begun since, has the code as it is.
    private func operation(_ next: Pending, _ app: String) async -> Job.Operation? {
        let container = await observatory.current().containers.first { $0.service == app }
        guard let container, container.state.isRunning else { return nil }
        let isNew = container.startedAt.map { $0 >= next.time } ?? false
        switch next.reaction {
        case .nothing: return nil
        case .inside(let scripts, let signals):
            return isNew ? nil : .watch(app, scripts: scripts, signals: signals)
        case .restart: return isNew ? nil : .restart(.services([app]))
        case .rebuild: return .rebuild([app])
        }
    }

    /// For whom such jobs are.
    private static var caller: Caller {
        var user = SubprocessRunner.currentUser
        user.name = "a watch rule"
        return Caller(user: user, role: .owner)
    }
}
