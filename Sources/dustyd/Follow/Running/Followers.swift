import DustyCore
import Logging
import ServiceLifecycle

/// Has all active repos followed from the time that the stack has containers until it has none.
struct Followers: Service {
    let runner: StackRunner
    let watcher: any TreeWatcher
    /// Brings a few files at once, where the machine is this host.
    let hand: LocalHand?
    let logger: Logger

    func run() async throws {
        if let hand { try? await UserThread.run { TrustedRoot(hand.staging).sweep(depth: 0) } }
        let plans = FollowPlans(runner: runner)
        await cancelWhenGracefulShutdown {
            var running: [String: (repo: Followed, task: Task<Void, Never>)] = [:]
            // They are not waited for: one may be at a disk that does not answer.
            defer { running.values.forEach { $0.task.cancel() } }
            var known: [RepoInUse]?
            for await _ in await runner.observatory.changes() {
                let wanted = await wanted()
                guard wanted != known else { continue }
                known = wanted
                let followed = await followed(wanted)
                for (name, follower) in running where followed[name] != follower.repo {
                    follower.task.cancel()
                    running[name] = nil
                    await runner.observatory.update { $0.follows[name] = nil }
                }
                for (name, repo) in followed where running[name] == nil {
                    running[name] = (repo, Task { await follow(repo, plans) })
                }
            }
        }
    }

    /// A repo, and with whose rights it is read.
    private struct Followed: Equatable {
        var repo: RepoInUse
        var reader: User
    }

    /// The repos that are to be followed now.
    private func wanted() async -> [RepoInUse] {
        let facts = await runner.observatory.current()
        return facts.wanted.isFollowed && !facts.containers.isEmpty ? facts.wanted.repos : []
    }

    private func followed(_ wanted: [RepoInUse]) async -> [String: Followed] {
        guard !wanted.isEmpty, let settings = try? await runner.settings.current() else { return [:] }
        var repos: [String: Followed] = [:]
        for repo in wanted {
            guard let reader = try? await runner.reader(of: repo, settings) else { continue }
            repos[repo.name] = Followed(repo: repo, reader: reader)
        }
        return repos
    }

    private func follow(_ followed: Followed, _ plans: FollowPlans) async {
        let name = followed.repo.name
        let follower = RepoFollower(path: followed.repo.path, reader: followed.reader, watcher: watcher) { changes in
            try await runner.settle(name, changes, plans, hand)
        } tell: { status in
            if status.state == .failed {
                logger.warning(
                    "a repo is not followed",
                    metadata: ["repo": "\(name)", "why": "\(status.message ?? "")"]
                )
            }
            await runner.observatory.update { facts in
                if !Task.isCancelled { facts.follows[name] = status }
            }
        }
        await follower.run()
    }
}
