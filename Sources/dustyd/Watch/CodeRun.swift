import DustyCore
import ServiceLifecycle

/// Which code the process of a container began with.
struct CodeRun: Codable, Sendable, Equatable {
    /// When the process began.
    var startedAt: Timestamp?
    /// The revision of each repo's copy at that time, by repo; see `SyncStatus.revision`.
    var revisions: [String: Int64]
}

extension StackFacts {
    /// A revision is the time at which a copy changed, and one that is so little later than a start came while the start was on its way
    /// to us. What is later by more comes from a clock that was set.
    private static let delay: Int64 = 5000

    /// Takes note of the code that processes began with that are new.
    mutating func noteRuns() {
        var latest: [String: CodeRun] = [:]
        for container in containers {
            if let known = runs[container.id], known.startedAt == container.startedAt {
                latest[container.id] = known
            } else if container.startedAt != nil {
                let revisions = sync.compactMapValues(\.revision).mapValues {
                    revision($0, before: container.startedAt)
                }
                latest[container.id] = CodeRun(startedAt: container.startedAt, revisions: revisions)
            }
        }
        if runs != latest { runs = latest }
    }

    /// An app's program has dealt with a change of a repo's copy as its rules say, if it had seen all that came before.
    mutating func note(_ app: String, hasSeen revision: Int64, of repo: String, after before: Int64) {
        guard let container = containers.first(where: { $0.service == app }), let run = runs[container.id],
            run.startedAt == container.startedAt, let then = run.revisions[repo], then >= before
        else { return }
        runs[container.id]?.revisions[repo] = max(then, revision)
    }

    /// The repos, of those given, whose copies changed after the process of a container began.
    func olderCode(of container: ObservedContainer, among repos: [String]) -> [String] {
        guard container.state.isRunning, let run = runs[container.id], run.startedAt == container.startedAt else {
            return []
        }
        return repos.filter { repo in
            guard let now = sync[repo]?.revision, let then = run.revisions[repo] else { return false }
            return now > then
        }
    }

    /// On this host the engine's clock is ours.
    private func revision(_ revision: Int64, before start: Timestamp?) -> Int64 {
        guard machine.kind == .local, let start = start?.milliseconds, revision > start,
            revision - start < Self.delay
        else { return revision }
        return start
    }
}

/// Keeps on the disk which code processes began with, so that a daemon that starts again knows which of them run older code.
struct CodeRunKeeper: Service {
    let path: String
    let files: any FileStore
    let observatory: Observatory

    /// What was kept.
    static func read(_ path: String, _ files: any FileStore) -> [String: CodeRun] {
        files.readState([String: CodeRun].self, at: path) ?? [:]
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var kept = await observatory.current().runs
            for await _ in await observatory.changes() {
                let runs = await observatory.current().runs
                guard runs != kept else { continue }
                kept = runs
                // It is a help only: without it an app may be taken for one that runs the latest code.
                _ = try? await UserThread.run { try files.writeState(runs, at: path, mode: 0o600) }
            }
        }
    }
}
