import DustyCore
import ServiceLifecycle

/// The code that the process of a container started with.
struct CodeRun: Codable, Sendable, Equatable {
    /// When the process began.
    var startedAt: Timestamp?
    /// The revision of each repo's copy at that time, by repo; see `SyncStatus.revision`.
    var revisions: [String: Int64]
}

extension StackFacts {
    /// A revision is the time at which a copy changed. One that is slightly later than a start came while the start was
    /// on its way to us; one that is much later comes from a clock that was set.
    private static let delay: Int64 = 5000

    /// Records the code that new processes started with.
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

    /// An app's program has handled a change of a repo's copy as its rules say, if it had seen all earlier ones.
    mutating func note(_ app: String, hasSeen revision: Int64, of repo: String, after before: Int64) {
        guard let container = containers.first(where: { $0.service == app }), let run = runs[container.id],
            run.startedAt == container.startedAt, let then = run.revisions[repo], then >= before
        else { return }
        runs[container.id]?.revisions[repo] = max(then, revision)
    }

    /// The repos, of those given, whose copies changed after the process of a container began, in those directories that it has of them.
    func olderCode(
        of container: ObservedContainer,
        among repos: [String],
        _ parts: [String: [String]] = [:]
    ) -> [String] {
        guard container.state.isRunning, let run = runs[container.id], run.startedAt == container.startedAt else {
            return []
        }
        return repos.filter { repo in
            guard let now = sync[repo]?.revision(of: parts[repo]), let then = run.revisions[repo] else { return false }
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

extension SyncStatus {
    /// The revision with which one of these directories of the copy changed last, or anything when none are given.
    func revision(of parts: [String]?) -> Int64? {
        guard let parts, let known = self.parts else { return revision }
        return parts.compactMap { known[$0] ?? revision }.max()
    }

    /// The copy is another one now, in these paths, or wherever that may be.
    mutating func begin(_ next: Int64, _ paths: Set<[UInt8]>?, among parts: [String]) {
        let before = revision
        revision = next
        guard !parts.isEmpty else { return self.parts = nil }
        let known = self.parts ?? [:]
        let entries = parts.map { part in
            let isOther = RepoPart.mayHave(paths, in: [part])
            return (part, isOther ? next : known[part] ?? before ?? next)
        }
        self.parts = Dictionary(entries) { first, _ in first }
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
                // It only helps: without it an app may be mistaken for one that runs the latest code.
                _ = try? await UserThread.run { try files.writeState(runs, at: path, mode: 0o600) }
            }
        }
    }
}
