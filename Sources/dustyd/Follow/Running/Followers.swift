import DustyCore
import Logging
import ServiceLifecycle

/// Has all active repos followed as long as the stack has containers.
struct Followers: Service {
    let copies: RepoCopies
    let watcher: any TreeWatcher
    /// Copies a few files at once.
    let hand: any Hand
    /// Whether copies are on this host, so that they can be watched too.
    let isLocal: Bool
    /// Where the followers can be asked whether they are in step.
    let lines: FollowLines
    let logger: Logger
    /// The pause between two checks whether a job has ended that may change how a repo is copied.
    private static let patience = Duration.seconds(1)

    func run() async throws {
        await hand.begin()
        let plans = FollowPlans(copies)
        await cancelWhenGracefulShutdown {
            var running: [String: (repo: Followed, task: Task<Void, Never>)] = [:]
            var known: [RepoInUse]?
            for await _ in await observatory.changes() {
                let wanted = await wanted()
                guard wanted != known else { continue }
                known = wanted
                let followed = await followed(wanted)
                for (name, follower) in running where followed[name] != follower.repo {
                    follower.task.cancel()
                    running[name] = nil
                    lines.put(nil, for: name)
                    await observatory.update {
                        $0.follows[name] = nil
                        $0.changes[name] = nil
                    }
                }
                // After them, so that none opens again what rests.
                if followed.isEmpty { await hand.rest() }
                for (name, repo) in followed where running[name] == nil {
                    running[name] = (repo, Task { await follow(repo, plans) })
                }
            }
            // They are not waited for: one may be waiting for a disk that does not answer.
            running.values.forEach { $0.task.cancel() }
            await hand.rest()
        }
    }

    /// A repo, and with whose rights it is read.
    private struct Followed: Equatable {
        var repo: RepoInUse
        var reader: User
    }

    /// The repos to follow now.
    private func wanted() async -> [RepoInUse] {
        let facts = await observatory.current()
        return facts.wanted.isFollowed && !facts.containers.isEmpty ? facts.wanted.repos : []
    }

    private func followed(_ wanted: [RepoInUse]) async -> [String: Followed] {
        guard !wanted.isEmpty, let settings = try? await copies.stack.settings.current() else { return [:] }
        var repos: [String: Followed] = [:]
        for repo in wanted {
            guard let reader = try? await copies.reader(of: repo, settings) else { continue }
            repos[repo.name] = Followed(repo: repo, reader: reader)
        }
        return repos
    }

    private func follow(_ followed: Followed, _ plans: FollowPlans) async {
        let name = followed.repo.name
        let line = FollowLine(width: hand.width)
        lines.put(line, for: name)
        let follower = RepoFollower(
            path: followed.repo.path,
            reader: followed.reader,
            exclude: followed.repo.exclude,
            watcher: watcher,
            line: line
        ) { changes in
            try await settle(name, changes, plans)
        } tell: { status in
            if status.state == .failed {
                logger.warning(
                    "a repo is not followed",
                    metadata: ["repo": "\(name)", "why": "\(status.message ?? "")"]
                )
            }
            await observatory.update { facts in
                if !Task.isCancelled { facts.follows[name] = status }
            }
        }
        await withTaskGroup { group in
            group.addTask { await follower.run() }
            if isLocal { group.addTask { await followCopy(of: name, plans) } }
        }
    }

    /// Has what containers make in a repo's copy brought back, once there is a plan for it.
    private func followCopy(of name: String, _ plans: FollowPlans) async {
        var plan: FollowPlans.Plan?
        while !Task.isCancelled, plan == nil {
            plan = try? await plans.plan(of: name)
            if plan == nil { try? await Task.sleep(for: Self.patience) }
        }
        guard let plan, plan.transfer.back != nil else { return }
        await CopyFollower(path: plan.transfer.target, watcher: HostWatcher(limit: CopyFollower.limit)) { scope in
            try await collect(name, scope, plans)
        }.run()
    }

    /// Brings back what containers made and changed in the copy of one repo; false while that must wait for a job.
    private func collect(
        _ name: String,
        _ scope: CopyWalk.Scope,
        _ plans: FollowPlans
    ) async throws -> Bool {
        guard let plan = try await plans.plan(of: name) else { return false }
        guard let outcome = try await copies.collect(plan.repo, scope, by: plan.transfer) else { return true }
        guard !outcome.owed.isEmpty else { return !outcome.isCutOff }
        var owed = Changes()
        for path in outcome.owed { owed.add(path) }
        _ = try await settle(name, owed, plans)
        return !outcome.isCutOff
    }

    private var observatory: Observatory { copies.stack.observatory }

    /// Updates the copy of one repo from its source, without a job; true when that changed it. A few files are copied
    /// by hand.
    private func settle(_ name: String, _ changes: Changes, _ plans: FollowPlans) async throws -> Bool {
        if changes.isFew(for: hand.width), let plan = try? await plans.plan(of: name),
            let changed = try await copies.settle(plan.repo, Array(changes.paths.keys), by: plan.transfer, with: hand)
        {
            return changed
        }
        let compiled = try await copies.stack.compile(needsVariables: false)
        guard let repo = compiled.repos.first(where: { $0.name == name }) else { return false }
        return try await copies.update([repo], compiled, whenChanged: true, staging: false, .silent)[name]?.changed
            == true
    }
}
