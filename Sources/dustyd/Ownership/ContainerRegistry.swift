import DustyCore
import Essentials
import Synchronization

/// Knows which containers are the stack's by what others cannot write: the ids that the engine gave them when Dusty
/// made them.
///
/// Labels and names are only a claim. A claim is accepted while Compose makes containers for Dusty, and once where
/// there is no record yet, as after an upgrade from a Dusty that kept none; what else claims to be the stack's is a
/// stranger.
final class ContainerRegistry: Sendable {
    /// What is stored on the disk.
    private struct Record: Codable, Equatable {
        /// Ids of the stack's containers, oldest first.
        var containers: [String] = []
        /// Names of volumes that the engine made for them, oldest first: labels do not say whose such a volume is, and it stays when its
        /// container goes. Nil in records of earlier versions.
        var volumes: [String]?
        /// Whether Compose is running, or was when the daemon ended.
        var isMaking = false
    }

    private struct State {
        var record: Record
        /// There was no record: the next list determines what the stack has.
        var isFirst: Bool
        /// Running calls of Compose.
        var runs = 0
        /// How long claims still count after an interrupted run: the engine continues with its request.
        var until: ContinuousClock.Instant
    }

    /// Most ids that are kept.
    private static let limit = 1000
    private static let afterglow = Duration.seconds(30)

    private let path: String
    private let files: any FileStore
    private let names: StackNames
    private let state: Mutex<State>
    private let writing = Mutex(())

    init(path: String, files: any FileStore, names: StackNames) {
        self.path = path
        self.files = files
        self.names = names
        let record = files.readState(Record.self, at: path)
        state = Mutex(
            State(
                record: record ?? Record(),
                // If the system cannot read a record, that is no reason to believe what containers claim.
                isFirst: record == nil && !files.held.isHeld(path),
                until: ContinuousClock.now + Self.afterglow
            )
        )
    }

    /// Whether a container is known to be the stack's. As long as nothing is known, all count that claim to be.
    func owns(_ id: String) -> Bool {
        state.withLock { $0.isFirst || $0.record.containers.contains(id) }
    }

    /// Names of anonymous volumes that containers of the stack have or had.
    var anonymousVolumes: Set<String> { state.withLock { Set($0.record.volumes ?? []) } }

    /// Ids of containers that the stack has or had.
    var known: Set<String> { state.withLock { Set($0.record.containers) } }

    /// Separates the stack's own from other containers that claim to be the stack's.
    func sort(_ listed: [ObservedContainer]) async -> (own: [ObservedContainer], strange: [ObservedContainer]) {
        let names = names
        let (own, isChanged) = state.withLock { state -> (Set<String>, Bool) in
            let before = state.record
            let wasFirst = state.isFirst
            if state.isFirst || state.record.isMaking {
                let known = Set(state.record.containers)
                state.record.containers += listed.filter { !known.contains($0.id) && names.claims($0) }.map(\.id)
                state.record.containers = state.record.containers.suffix(Self.limit)
            }
            state.isFirst = false
            let owned = Set(state.record.containers)
            let volumes = state.record.volumes ?? []
            let found = listed.filter { owned.contains($0.id) }.flatMap(\.anonymousVolumes)
            let new = found.filter { !volumes.contains($0) }
            if !new.isEmpty { state.record.volumes = (volumes + new).suffix(Self.limit) }
            // However late the engine answers again: what it has then was made before.
            if state.runs == 0, ContinuousClock.now > state.until { state.record.isMaking = false }
            return (Set(state.record.containers), wasFirst || before != state.record)
        }
        // If it cannot be written now, the next daemon sees that Compose was running, and checks for itself.
        if isChanged { try? await save() }
        return (listed.filter { own.contains($0.id) }, listed.filter { !own.contains($0.id) })
    }

    /// Compose is about to make containers: claims count while it does.
    func begin() async throws {
        state.withLock { state in
            state.record.isMaking = true
            state.runs += 1
        }
        do {
            try await save()
        } catch {
            await end(isComplete: false)
            throw error
        }
    }

    /// Compose is done, or was interrupted.
    func end(isComplete: Bool) async {
        state.withLock { state in
            state.runs -= 1
            state.until = ContinuousClock.now + Self.afterglow
            if isComplete, state.runs == 0 { state.record.isMaking = false }
        }
        try? await save()
    }

    /// Writes the state at the time of writing, so that of two writes the later one wins.
    private func save() async throws {
        try await UserThread.run { [self] in
            try writing.withLock { _ in
                let record = state.withLock(\.record)
                try files.replace(path, with: Array(try JSONEncoder().encode(record)), mode: 0o600)
            }
        }
    }
}

extension StackNames {
    /// Whether a container carries all labels and names that Dusty has Compose set for the stack.
    func claims(_ container: ObservedContainer) -> Bool {
        let name = containerName(for: container.service)
        return container.labels[StackLabel.stack] == self.name
            && container.labels[StackLabel.service] == container.service
            && (container.name == name || isTemporary(container))
    }

    /// Whether a container has the name that Compose gives one of two while it replaces the other: `0123456789ab_dusty_api_1`.
    func isTemporary(_ container: ObservedContainer) -> Bool {
        let mark = container.name.prefix { $0 != "_" }
        return mark.utf8.count == 12 && mark.allSatisfy { $0.isHexDigit && !$0.isUppercase }
            && container.name.dropFirst(13) == containerName(for: container.service)
    }
}
