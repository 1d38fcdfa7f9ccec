import DustyCore

/// Whether there is memory for what is about to start.
struct MemoryBudget: Sendable, Equatable {
    /// What that used when it last ran.
    var need: Int64
    /// What is free.
    var free: Int64
    /// Other stacks that run here, with what they use, most first.
    var others: [String] = []

    /// What to tell who starts it; nil when it fits.
    var warning: String? {
        guard need > free else { return nil }
        let room =
            others.isEmpty
            ? "to make room, end other programs" : "to make room, stop another stack: \(others.joined(separator: ", "))"
        return "memory: what starts now used \(ByteCount(need)) when it last ran, and \(ByteCount(free)) are free; "
            + "it is started all the same (\(room))"
    }
}

extension Stack {
    /// What memory these apps and services need, if they do not run yet, and what there is; nil if that is not known.
    func memoryBudget(starting services: [String]) async -> MemoryBudget? {
        let facts = await observatory.current()
        let running = Set(facts.containers.filter(\.hasProcess).map(\.service))
        let record = systems.files.readState(MemoryRecord.self, at: paths.memory) ?? MemoryRecord()
        guard let need = record.bytes(of: services.filter { !running.contains($0) }) else { return nil }
        let machine = await systems.machine.status()
        guard let total = machine.memoryTotalBytes, let used = machine.memoryBytes else { return nil }
        let others = paths.machineName == nil ? stacks.memory.all.filter { $0.stack != names.name } : []
        return MemoryBudget(
            need: need,
            free: total - used,
            others: others.prefix(5).map { "`dusty stop -s \($0.stack)` (\(ByteCount($0.bytes)))" }
        )
    }
}
