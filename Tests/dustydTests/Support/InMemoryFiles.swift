import DustyCore
import Synchronization

@testable import dustyd

/// A hosts file that is only a value.
final class InMemoryHosts: HostsFile {
    private let state: Mutex<(text: [UInt8], writes: Int)>

    /// A hosts file with this text.
    init(_ text: String = "") {
        state = Mutex((Array(text.utf8), 0))
    }

    /// What it holds.
    var text: String { state.withLock { String(decoding: $0.text, as: UTF8.self) } }
    /// How often it was written.
    var writes: Int { state.withLock { $0.writes } }

    func read() async throws -> [UInt8] {
        state.withLock { $0.text }
    }

    func write(_ text: [UInt8]) async throws {
        state.withLock { $0 = (text, $0.writes + 1) }
    }
}

/// A proxy that is only a value.
final class InMemoryProxy: Proxy {
    /// What was done to it.
    struct State: Sendable {
        var installed: String?
        var tested: [String] = []
        var reloads = 0
        /// What `test` throws.
        var rejection: DustyError?
    }

    private let state: Mutex<State>

    /// A proxy with this configuration installed.
    init(installed: String? = nil, rejecting rejection: DustyError? = nil) {
        state = Mutex(State(installed: installed, rejection: rejection))
    }

    /// What was done so far.
    var current: State { state.withLock { $0 } }

    func installedConfig() async throws -> String? {
        state.withLock { $0.installed }
    }

    func test(_ config: String) async throws {
        try state.withLock { state in
            state.tested.append(config)
            if let rejection = state.rejection { throw rejection }
        }
    }

    func install(_ config: String) async throws {
        state.withLock { $0.installed = config }
    }

    func reload() async throws {
        state.withLock { $0.reloads += 1 }
    }
}

/// A syncer that copies nothing and tells what it was asked.
final class InMemorySyncer: Syncer {
    private let asked = Collector<Transfer>()
    private let answer: @Sendable (Transfer) async throws -> TransferResult

    /// A syncer that answers each transfer by `answer`.
    init(
        _ answer: @escaping @Sendable (Transfer) async throws -> TransferResult = { _ in
            TransferResult(files: 1, deleted: 0, bytes: 10, changed: true)
        }
    ) {
        self.answer = answer
    }

    /// What was asked, in order.
    var transfers: [Transfer] { asked.values }

    func sync(
        _ transfer: Transfer,
        onProgress: @Sendable (Job.Progress) async -> Void
    ) async throws -> TransferResult {
        asked.add(transfer)
        await onProgress(Job.Progress(percent: 50))
        return try await answer(transfer)
    }
}

/// Repos that are never cloned.
final class InMemoryRepos: GitRepos {
    private let asked = Collector<(repo: RepoReference, path: String, caller: Caller)>()
    private let answer: @Sendable (RepoReference) async throws -> RepoUpdate

    /// Repos that answer each update by `answer`.
    init(
        _ answer: @escaping @Sendable (RepoReference) async throws -> RepoUpdate = { _ in
            RepoUpdate(outcome: .current, revision: "0123456789abcdef0123456789abcdef01234567")
        }
    ) {
        self.answer = answer
    }

    /// What was asked, in order of arrival.
    var updates: [(repo: RepoReference, path: String, caller: Caller)] { asked.values }

    func update(_ repo: RepoReference, at path: String, as caller: Caller) async throws -> RepoUpdate {
        asked.add((repo, path, caller))
        return try await answer(repo)
    }
}
