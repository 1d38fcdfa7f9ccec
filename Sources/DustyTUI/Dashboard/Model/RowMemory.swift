import DustyCore
import Essentials

/// The file in which the rows of a stack are kept, to be shown as what was known until the daemon answers. It is a convenience: its errors are
/// ignored, and so is a file that makes no sense.
struct RowMemory: Sendable {
    /// Largest file that is written or read, and most files that are kept: one for each stack of each daemon.
    static let sizeLimit = 256 << 10
    static let filesKept = 16
    /// Seconds between two writings while the dashboard is open.
    static let interval: Double = 60

    /// What the file holds.
    private struct Content: Codable {
        var socket: String
        var stack: String
        var snapshot: Snapshot
        /// Failed jobs that are on no list any more.
        var dismissed: Set<String>?
    }

    /// What comes back of it.
    struct Kept: Equatable {
        var snapshot: Snapshot
        var dismissed: Set<String> = []
    }

    private let directory: String
    private let socket: String
    private let stack: String

    /// The memory of one stack of one daemon; nil for the daemon's own.
    init(directory: String, socket: String, stack: String?) {
        (self.directory, self.socket) = (directory, socket)
        self.stack = stack ?? StackNames.standardName
    }

    /// The stack's own file. A name may be anything, so it is told by a number; whose it is stands in the file.
    var path: String { "\(directory)/\(Self.number(of: "\(socket)\u{0}\(stack)")).json" }

    /// What was kept; nil when there is nothing, or nothing of this stack.
    func read() -> Kept? {
        guard let file = try? LocalFile.reading(path), let size = try? file.size(), size <= Self.sizeLimit else {
            return nil
        }
        var bytes: [UInt8] = []
        while bytes.count <= Self.sizeLimit, let more = try? file.next() { bytes += more }
        guard let content = try? HarmlessJSON.decode(Content.self, from: Data(bytes)), content.socket == socket,
            content.stack == stack
        else { return nil }
        return Kept(snapshot: content.snapshot, dismissed: content.dismissed ?? [])
    }

    /// Keeps the rows, whole or not at all, with what was dismissed here or in another dashboard meanwhile, as long as there are these jobs.
    func write(_ snapshot: Snapshot, dismissed: Set<String> = []) {
        let known = Set(snapshot.jobs.map(FailureState.mark))
        let all = dismissed.union(read()?.dismissed ?? []).intersection(known)
        let content = Content(socket: socket, stack: stack, snapshot: snapshot.forKeeping, dismissed: all)
        guard let data = try? Wire.encode(content), data.count <= Self.sizeLimit else { return }
        try? FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        guard let file = try? LocalFile.making(path) else { return }
        do {
            try file.append(Array(data))
            try file.finish(as: path)
        } catch {
            file.discard()
        }
        prune()
    }

    /// Removes the files that were not written for the longest time.
    private func prune() {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else { return }
        let files = names.filter { $0.hasSuffix(".json") }.map { "\(directory)/\($0)" }
        guard files.count > Self.filesKept else { return }
        let ages = files.map { file in
            let time = try? FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
            return (file, time ?? .distantPast)
        }
        for (file, _) in ages.sorted(by: { $0.1 < $1.1 }).dropLast(Self.filesKept) {
            try? FileManager.default.removeItem(atPath: file)
        }
    }

    /// FNV-1a, the same in every run.
    private static func number(of text: String) -> String {
        String(text.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }, radix: 36)
    }
}

/// Keeps the rows now and then, and in the end.
@MainActor
final class RowKeeper {
    private let memory: RowMemory
    private var kept: Snapshot?
    private var dismissed: Set<String> = []
    private var writtenAt: Timestamp?

    init(memory: RowMemory) {
        self.memory = memory
    }

    /// Writes the rows that the daemon told, when they have changed and it is time.
    func keep(_ model: Model, isLast: Bool) {
        guard !model.isRecalled, let snapshot = model.snapshot else { return }
        let isDismissed = model.failures.dismissed != dismissed
        if let writtenAt, !isLast, !isDismissed, model.now.seconds(since: writtenAt) < RowMemory.interval { return }
        var rows = snapshot.forKeeping
        if let kept { rows.time = kept.time }
        guard isLast || isDismissed || rows != kept else { return writtenAt = model.now }
        rows.time = snapshot.time
        (kept, writtenAt, dismissed) = (rows, model.now, model.failures.dismissed)
        memory.write(snapshot, dismissed: dismissed)
    }
}

extension Snapshot {
    /// What of it may lie on a disk and still says something later: no output, no reason that a program gave, no figure of a moment.
    var forKeeping: Snapshot {
        var kept = self
        (kept.jobs, kept.warnings) = ([], [])
        kept.engine.message = nil
        (kept.machine.message, kept.machine.cpuPercent, kept.machine.memoryBytes) = (nil, nil, nil)
        (kept.machine.containerMemoryBytes, kept.machine.diskBytes, kept.machine.persistBytes) = (nil, nil, nil)
        kept.machine.clockSkewSeconds = nil
        func row(_ container: ContainerStatus) -> ContainerStatus {
            var row = container
            (row.message, row.cpuPercent, row.memoryBytes, row.job, row.ending) = (nil, nil, nil, nil, nil)
            return row
        }
        (kept.apps, kept.services) = (apps.map(row), services.map(row))
        for index in kept.sync.indices {
            kept.sync[index].message = nil
            (kept.sync[index].percent, kept.sync[index].bytesPerSecond, kept.sync[index].follow) = (nil, nil, nil)
        }
        return kept
    }
}

extension Model {
    /// Shows rows of an earlier run, as what was true then, until the daemon answers.
    mutating func recall(_ kept: RowMemory.Kept) {
        failures.dismissed = kept.dismissed
        let snapshot = kept.snapshot
        guard case .connecting(let since, _) = link else { return }
        (self.snapshot, isRecalled) = (snapshot, true)
        link = .connecting(since: since, rows: snapshot.time)
        settle()
    }
}
