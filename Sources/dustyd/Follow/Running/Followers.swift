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
            var known: Wish?
            for await _ in await runner.observatory.changes() {
                let wish = await wish()
                guard wish != known else { continue }
                known = wish
                let wanted = await followed(wish)
                for (name, follower) in running where wanted[name] != follower.repo {
                    follower.task.cancel()
                    running[name] = nil
                    await runner.observatory.update { $0.follows[name] = nil }
                }
                for (name, repo) in wanted where running[name] == nil {
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

    /// What says which repos are followed.
    private struct Wish: Equatable {
        var repos: [RepoInUse]
    }

    private func wish() async -> Wish {
        let facts = await runner.observatory.current()
        guard facts.wanted.isFollowed, !facts.containers.isEmpty else { return Wish(repos: []) }
        return Wish(repos: facts.wanted.repos)
    }

    private func followed(_ wish: Wish) async -> [String: Followed] {
        guard !wish.repos.isEmpty, let settings = try? await runner.settings.current() else { return [:] }
        var repos: [String: Followed] = [:]
        for repo in wish.repos {
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
