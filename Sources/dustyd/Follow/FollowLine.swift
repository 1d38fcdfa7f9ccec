import DustyCore
import Synchronization

/// Answers whether everything done so far is in the copy.
struct FollowLine: Sendable {
    let backlog: Backlog
    let progress = FollowProgress()
    /// Nil if there are no descriptors left; then what was reported so far counts.
    let drain = try? WatchDrain()

    /// `width` is how many paths are copied as soon as they are known.
    init(width: Int = Changes.few) {
        backlog = Backlog(width: width)
    }

    /// Waits until everything that has happened in the repo so far is in its copy, and changes were copied this many
    /// times since following began.
    func await(sequence: Int) async -> FollowStatus {
        await drain?.drain()
        await progress.await(backlog.count, sequence: sequence)
        return progress.status
    }

    /// How long it may take to learn of what has happened so far.
    private static let patience = Duration.milliseconds(200)

    /// Whether everything that has happened in the repo so far is in its copy now. Copying is not waited for.
    var isInStep: Bool {
        get async {
            guard progress.status.state == .following, let drain else { return false }
            let drained: Bool? = try? await withDeadline(Self.patience) {
                await drain.drain()
                return true
            }
            return drained == true && progress.isSettled(upTo: backlog.count) && progress.status.state == .following
        }
    }
}

/// The running followers, by the full names of their repos.
final class FollowLines: Sendable {
    private let lines = Mutex<[String: FollowLine]>([:])

    func put(_ line: FollowLine?, for repo: String) {
        lines.withLock { $0[repo] = line }
    }

    /// Whether everything that has happened in a repo so far is in its copy; false too if it is not followed.
    func isInStep(_ repo: String) async -> Bool {
        guard let line = lines.withLock({ $0[repo] }) else { return false }
        return await line.isInStep
    }

    /// Waits until these repos are in step; the last part is nil on timeout.
    func await(_ repo: RepoInUse, sequence: Int, for time: Duration) async throws -> SyncedReport {
        guard let line = lines.withLock({ $0[repo.name] }) else {
            throw DustyError(
                .conflict,
                "\(repo.shortName) is not followed",
                hint: "bring the stack up, or sync it: `dusty sync \(repo.shortName)`"
            )
        }
        guard let status = try await withDeadline(time, { await line.await(sequence: sequence) }) else {
            let status = line.progress.status
            throw DustyError(
                .failed,
                "\(repo.shortName) is not in step yet: \(status.state.rawValue), \(status.sequence) changes so far"
                    + (status.message.map { " (\($0))" } ?? "")
            )
        }
        return SyncedReport(repo: repo.name, shortName: repo.shortName, sequence: status.sequence)
    }
}
