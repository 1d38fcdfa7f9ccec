import DustyCore
import Logging
import ServiceLifecycle

/// Does what apps want after their code changed: once for all changes together, and one thing at a time in each app.
actor CodeReactor: Service {
    /// A change waits for later ones no longer than this.
    private static let patience = Duration.seconds(2)

    /// What an app waits for.
    private struct Pending {
        var reaction = CodeReaction.nothing
        /// By repo, the revision of its copy before the changes and after them.
        var changes: [String: (from: Int64, to: Int64)] = [:]
        let first = ContinuousClock.now
        var last = ContinuousClock.now

        var due: ContinuousClock.Instant { min(last + reaction.quiet, first + CodeReactor.patience) }

        mutating func take(_ demand: CodeReactions.Demand) {
            reaction = reaction.merging(demand.reaction)
            changes[demand.repo] = (changes[demand.repo]?.from ?? demand.change.from, demand.change.to)
            last = .now
        }
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
        pending[demand.app, default: Pending()].take(demand)
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
        let facts = await observatory.current()
        guard let container = facts.containers.first(where: { $0.service == app }), container.state.isRunning,
            let operation = operation(next, app, facts.runs[container.id])
        else { return await note(next, app) }
        do {
            let caller = Caller(user: User.rules, role: .owner)
            let job = try await jobs.start(JobRequest(operation, queue: true), for: caller)
            await tell(next, app)
            for await _ in try await jobs.changes(of: job.id) where try await jobs.job(job.id).state.isFinal { break }
            if try await jobs.job(job.id).state == .succeeded { await note(next, app) }
        } catch {
            let why = (error as? DustyError)?.message ?? "\(error)"
            logger.warning("a watch rule was not carried out", metadata: ["app": "\(app)", "why": "\(why)"])
        }
    }

    /// What to do; nil for nothing, for example if the program started with the present code.
    private func operation(_ next: Pending, _ app: String, _ run: CodeRun?) -> Job.Operation? {
        let isNew = next.changes.allSatisfy { repo, change in run?.revisions[repo].map { $0 >= change.to } ?? false }
        switch next.reaction {
        case .nothing: return nil
        case .inside(let scripts, let signals):
            return isNew ? nil : .watch(app, scripts: scripts, signals: signals)
        case .restart: return isNew ? nil : .restart(.services([app]))
        case .rebuild: return .rebuild([app])
        }
    }

    /// Says what a change led to, unless there was another one meanwhile.
    private func tell(_ next: Pending, _ app: String) async {
        await observatory.update { facts in
            for (repo, change) in next.changes where facts.changes[repo]?.revision == change.to {
                facts.changes[repo]?.change.ledTo.append("\(next.reaction.word) \(app)")
            }
        }
    }

    /// The program has handled the changes. If it keeps running with its old code, that was the rules' decision.
    private func note(_ next: Pending, _ app: String) async {
        guard next.reaction.keepsProgram else { return }
        await observatory.update { facts in
            guard facts.containers.contains(where: { $0.service == app && $0.state.isRunning }) else { return }
            for (repo, change) in next.changes {
                facts.note(app, hasSeen: change.to, of: repo, after: change.from)
            }
        }
    }
}
