/// Resource use as the engine reports it, on hosts with either version of control groups.
struct StatsReply: Decodable {
    struct Processor: Decodable {
        struct Usage: Decodable {
            let total: UInt64
            let perProcessor: [UInt64]?
            private enum CodingKeys: String, CodingKey {
                case total = "total_usage"
                case perProcessor = "percpu_usage"
            }
        }
        let usage: Usage
        let system: UInt64?
        let online: Int?
        private enum CodingKeys: String, CodingKey {
            case usage = "cpu_usage"
            case system = "system_cpu_usage"
            case online = "online_cpus"
        }
    }
    struct Memory: Decodable {
        struct Details: Decodable {
            /// Version 1 of control groups, children included.
            let totalInactiveFile: Int64?
            /// Version 2.
            let inactiveFile: Int64?
            private enum CodingKeys: String, CodingKey {
                case totalInactiveFile = "total_inactive_file"
                case inactiveFile = "inactive_file"
            }
        }
        let usage: Int64?
        let limit: Int64?
        let details: Details?
        private enum CodingKeys: String, CodingKey {
            case usage
            case limit
            case details = "stats"
        }
    }
    let read: String?
    let now: Processor
    let before: Processor
    let memory: Memory
    private enum CodingKeys: String, CodingKey {
        case read
        case now = "cpu_stats"
        case before = "precpu_stats"
        case memory = "memory_stats"
    }

    /// Whether the container has stopped: the engine then sends empty replies from the year 1 without end.
    var isAfterEnd: Bool { read?.hasPrefix("0001-") == true }

    /// Memory in use, without the page cache that can be dropped; nil for a stopped container.
    var memoryBytes: Int64? {
        guard let usage = memory.usage else { return nil }
        let droppable = memory.details?.totalInactiveFile ?? memory.details?.inactiveFile ?? 0
        return max(0, max(0, usage) - max(0, droppable))
    }

    /// The use over the last second; nil for the first reply, which has nothing to compare with, and for a stopped
    /// container.
    func stats(hostMemory: Int64?) -> ContainerStats? {
        guard let system = now.system, let earlier = before.system, system > earlier, let memoryBytes else {
            return nil
        }
        let busy = Double(now.usage.total) - Double(before.usage.total)
        let processors = now.online.flatMap { $0 > 0 ? $0 : nil } ?? now.usage.perProcessor?.count ?? 1
        let limit = memory.limit.flatMap { $0 > 0 && $0 < hostMemory ?? .max ? $0 : nil }
        return ContainerStats(
            cpuPercent: max(0, busy / Double(system - earlier) * Double(processors) * 100),
            memoryBytes: memoryBytes,
            memoryLimitBytes: limit
        )
    }
}
