import DustyCore

/// Measurements of the last minutes, a figure a second, for the graphs.
struct StatsHistory: Equatable {
    /// Seconds that are kept.
    static let kept = 300

    /// One figure of everything that has one.
    struct Series: Equatable {
        /// Percent of one core for a container, of all for the machine.
        var cpu: [Double] = []
        /// Bytes.
        var memory: [Double] = []
        /// Means of the processor's figures, a quarter of a minute each: what rows show must not move every second.
        private(set) var quarters: [Double] = []
        private var quarter: [Double] = []

        fileprivate mutating func add(cpu: Double?, memory: Int64?) {
            self.cpu.append(max(0, cpu ?? 0))
            self.memory.append(Double(max(0, memory ?? 0)))
            quarter.append(self.cpu.last ?? 0)
            if quarter.count == 15 {
                quarters.append(quarter.reduce(0, +) / 15)
                quarter = []
                if quarters.count > StatsHistory.kept / 15 { quarters.removeFirst() }
            }
            if self.cpu.count > StatsHistory.kept {
                self.cpu.removeFirst()
                self.memory.removeFirst()
            }
        }
    }

    /// Of the machine.
    private(set) var machine = Series()
    private var containers: [String: Series] = [:]
    private var second: Int64 = -1

    /// Of an app or a service.
    subscript(name: String) -> Series { containers[name] ?? Series() }

    /// Adds a snapshot's figures; of several in one second only the first counts.
    mutating func add(_ snapshot: Snapshot, at now: Timestamp) {
        guard now.milliseconds / 1000 != second else { return }
        second = now.milliseconds / 1000
        machine.add(cpu: snapshot.machine.cpuPercent, memory: snapshot.machine.memoryBytes)
        let rows = snapshot.apps + snapshot.services
        let names = Set(rows.map(\.name))
        containers = containers.filter { names.contains($0.key) }
        for row in rows where row.cpuPercent != nil || containers[row.name] != nil {
            containers[row.name, default: Series()].add(cpu: row.cpuPercent, memory: row.memoryBytes)
        }
    }
}
