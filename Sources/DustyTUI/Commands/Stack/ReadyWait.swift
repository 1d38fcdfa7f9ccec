import DustyCore
import Synchronization

/// Waits until apps and services are as they should be.
struct ReadyWait {
    /// Names of apps and services; all that should run without any.
    let names: [String]
    let limit: Duration

    /// What was seen so far.
    private final class Progress: Sendable {
        /// The rows that are waited for, as they were last.
        let rows = Mutex<[ContainerStatus]>([])
        let isOver = Mutex(false)
    }

    /// Returns what is ready. Throws `.failed` when something has failed, or is not ready in time.
    func run(_ daemon: any Daemon) async throws -> [ContainerStatus] {
        let progress = Progress()
        try await withThrowingTaskGroup(of: Void.self) { [self] group in
            group.addTask { try await follow(daemon, progress) }
            group.addTask { [limit] in try await Task.sleep(for: limit) }
            defer { group.cancelAll() }
            try await group.next()
        }
        let rows = progress.rows.withLock { $0 }
        if progress.isOver.withLock({ $0 }) { return rows }
        let waiting = rows.filter { !$0.isReady }
        guard !waiting.isEmpty else {
            let hint = "see `dusty doctor`"
            throw DustyError(
                .unavailable,
                "the container engine did not answer for \(limit.components.seconds) s",
                hint: hint
            )
        }
        throw failure(of: waiting, "\(waiting.count == 1 ? "is" : "are") not ready after \(limit.components.seconds) s")
    }

    /// Follows the stack until all is ready.
    private func follow(_ daemon: any Daemon, _ progress: Progress) async throws {
        do {
            try await daemon.follow(.watch) { snapshot in
                let rows = try self.rows(of: snapshot)
                progress.rows.withLock { $0 = rows }
                let failed = rows.filter { $0.isFailing && $0.job == nil && $0.staleSince == nil }
                guard failed.isEmpty || snapshot.jobs.contains(where: { !$0.state.isFinal }) else {
                    throw failure(of: failed, "\(failed.count == 1 ? "has" : "have") failed")
                }
                guard snapshot.engine.reachable, rows.allSatisfy(\.isReady) else { return }
                progress.isOver.withLock { $0 = true }
                throw CancellationError()
            }
        } catch is CancellationError {
            guard progress.isOver.withLock({ $0 }) else { throw CancellationError() }
            return
        }
        throw DustyError(.unavailable, "the daemon went away", hint: "see `dusty doctor`")
    }

    private func rows(of snapshot: Snapshot) throws -> [ContainerStatus] {
        let rows = snapshot.apps + snapshot.services
        guard !names.isEmpty else {
            let wanted = rows.filter(\.wanted)
            guard !wanted.isEmpty else {
                throw DustyError(.conflict, "nothing is active", hint: "see `dusty bundles list`")
            }
            return wanted
        }
        return try names.flatMap { name in
            let named = rows.filter { $0.name == name }
            guard !named.isEmpty else {
                let error = DustyError.unknown(name, among: rows.map(\.name))
                throw DustyError(
                    .notFound,
                    "no active app or service is called `\(name)`",
                    hint: error.hint ?? "see `dusty status`"
                )
            }
            return named
        }
    }

    private func failure(of rows: [ContainerStatus], _ words: String) -> DustyError {
        let whys = rows.prefix(5).map { row in "\(row.name) \(row.predicate)" + (row.message.map { ", \($0)" } ?? "") }
        let more = rows.count > whys.count ? ["and \(rows.count - whys.count) more"] : []
        let first = rows.first?.name
        return DustyError(
            .failed,
            "\(rows.count == 1 ? rows[0].name : "\(rows.count) apps and services") \(words): \((whys + more).joined(separator: "; "))",
            hint: first.map { "`dusty logs \($0)` shows what it printed" }
        )
    }
}

extension ContainerStatus {
    /// Whether nothing is to be waited for: it is up, or has done what it runs for.
    fileprivate var isReady: Bool {
        switch state {
        case .up: job == nil && cutOff != true && staleSince == nil
        case .exited(0): job == nil && !isFailing
        default: false
        }
    }
}
