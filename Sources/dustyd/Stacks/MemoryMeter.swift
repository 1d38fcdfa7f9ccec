import DustyCore
import Essentials
import ServiceLifecycle

/// Measures how much memory the running containers of a stack use: once they have settled, and then now and then. It is
/// what the next `up` compares with the memory that is free.
struct MemoryMeter: Service {
    /// How long the same containers run before they are measured.
    static let settling = Duration.seconds(10)
    private static let interval = Duration.seconds(300)

    let stack: Stack
    let storage: any EngineInformation

    /// What was measured last, and of which containers.
    struct Measured: Sendable {
        var seen: Set<String> = []
        var measured: Set<String> = []
        var at: ContinuousClock.Instant?
        /// The most that each used in this run.
        var peaks: [String: Int64] = [:]
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var last = Measured()
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.settling)
                await look(&last, at: .now)
            }
        }
        stack.stacks.memory.put(nil, of: stack.names.name)
    }

    /// Measures if it is time.
    func look(_ last: inout Measured, at now: ContinuousClock.Instant) async {
        let facts = await stack.observatory.current()
        guard facts.engine.reachable else { return }
        let running = facts.containers.filter(\.hasProcess)
        guard !running.isEmpty else {
            last = Measured()
            return await publish(nil)
        }
        let ids = Set(running.map(\.id))
        defer { last.seen = ids }
        let isOld = last.at.map { now - $0 >= Self.interval } ?? true
        guard ids == last.seen, ids != last.measured || isOld else { return }
        var sum: Int64 = 0
        for container in running {
            guard let bytes = await measure(container.id) else { continue }
            sum += bytes
            last.peaks[container.service] = max(bytes, last.peaks[container.service] ?? 0)
        }
        guard !Task.isCancelled, sum > 0 else { return }
        (last.measured, last.at) = (ids, now)
        await publish(sum)
        record(last.peaks)
    }

    private func measure(_ container: String) async -> Int64? {
        guard let bytes = try? await storage.measurement(of: container) else { return nil }
        return (try? JSONDecoder().decode(StatsReply.self, from: Data(bytes)))?.memoryBytes
    }

    private func publish(_ bytes: Int64?) async {
        if stack.paths.machineName == nil { stack.stacks.memory.put(bytes, of: stack.names.name) }
        guard await stack.observatory.current().memoryBytes != bytes else { return }
        await stack.observatory.update { $0.memoryBytes = bytes }
    }

    /// Stores what each used at most in this run; what does not run now keeps what it used before. It only helps: if it cannot be written,
    /// the next `up` says nothing.
    private func record(_ peaks: [String: Int64]) {
        let files = stack.systems.files
        let before = files.readState(MemoryRecord.self, at: stack.paths.memory) ?? MemoryRecord()
        let after = MemoryRecord(services: before.services.merging(peaks) { _, new in new })
        if after != before { try? files.writeState(after, at: stack.paths.memory, mode: 0o600) }
    }
}
