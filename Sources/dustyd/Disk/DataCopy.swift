import CLibrary
import DustyCore
import Synchronization

/// Copies the data of a stack of this host into a new one: what is in `/persist` as a backup and its restore would, and
/// named volumes the same way. The source is only read.
struct DataCopy: Sendable {
    /// What is copied.
    struct Contents: Sendable, Equatable {
        var entries: [String] = []
        var volumes: [NamedVolume] = []
        var persistBytes: Int64 = 0
        var volumeBytes: Int64 = 0
        /// Directory of the engine's volumes.
        var volumesRoot: String?

        var bytes: Int64 { persistBytes + volumeBytes }
        var isEmpty: Bool { entries.isEmpty && volumes.isEmpty }
    }

    /// What is not copied, because the new stack has it from another one.
    struct Left: Sendable, Equatable {
        var services: [String] = []
        var volumes: Set<String> = []
        var entries: Set<String> = []
        /// Services whose data the source does not have, because it has them from another stack.
        var absent: [String] = []
        /// The name of that stack.
        var lender = StackNames.standardName

        /// In words; nil when all is copied.
        var words: String? {
            let shared =
                services.isEmpty
                ? nil : "not copied, since they are shared: the data of \(services.joined(separator: ", "))"
            let missing =
                absent.isEmpty
                ? nil : "not there to copy, since `\(lender)` has them: the data of \(absent.joined(separator: ", "))"
            let all = [shared, missing].compactMap(\.self)
            return all.isEmpty ? nil : all.joined(separator: "; ")
        }
    }

    /// Kept free on a disk that is copied to.
    private static let reserve: Int64 = 200_000_000
    let source: Disk
    let target: Disk
    let now: Timestamp
    var left = Left()

    /// What there is to copy. Throws when some of it cannot be, or there is no room.
    func contents() async throws -> Contents {
        var contents = Contents()
        contents.entries = try await source.persist.contents().data.filter {
            $0 != "dusty_assets" && !left.entries.contains($0)
        }
        let paths = contents.entries.map { "\(source.persist.path)/\($0)" }
        if !paths.isEmpty { contents.persistBytes = try await source.directories.bytes(of: paths).values.reduce(0, +) }
        let usage = try await source.storage.usage()
        contents.volumesRoot = usage.root.map { "\($0)/volumes" }
        contents.volumes = try await source.namedVolumes().filter { !left.volumes.contains($0.name) }
        for volume in contents.volumes { try check(volume) }
        let copied = Set(contents.volumes.map(\.name))
        contents.volumeBytes = usage.volumes.filter { copied.contains($0.name) }.reduce(0) { $0 + max(0, $1.bytes) }
        try checkRoom(contents)
        return contents
    }

    /// Throws for a volume whose files cannot be reached.
    private func check(_ volume: NamedVolume) throws {
        guard let obstacle = volume.obstacle else { return }
        throw DustyError(
            .conflict,
            "the volume \(volume.name) \(obstacle) and cannot be copied",
            hint: "make the stack without data (`--data fresh`), and fill it yourself"
        )
    }

    private func checkRoom(_ contents: Contents) throws {
        let persist = target.persist.path
        let needs: [(String, Int64)]
        if let volumes = contents.volumesRoot, !contents.volumes.isEmpty, !isOneDisk(persist, volumes) {
            needs = [(persist, contents.persistBytes), (volumes, contents.volumeBytes)]
        } else {
            needs = [(persist, contents.bytes)]
        }
        for (path, bytes) in needs {
            guard let space = DirectorySizes.space("data", of: path) else { continue }
            guard space.freeBytes - Self.reserve < bytes else { continue }
            throw DustyError(
                .conflict,
                "the data have \(ByteCount(bytes)), and the disk of \(path) has \(ByteCount(space.freeBytes)) free",
                hint: "make room (`dusty disk` shows what takes it), or make the stack without data: `--data fresh`"
            )
        }
    }

    private func isOneDisk(_ one: String, _ other: String) -> Bool {
        let devices = [one, other].map { path in
            var existing = path
            while access(existing, F_OK) != 0, existing != "/" { existing = AtomicFile.parent(of: existing) }
            return (try? FileStatus(at: existing, following: true))?.device
        }
        return devices[0] == devices[1]
    }

    /// Copies it, while nobody writes to it.
    func run(_ contents: Contents, _ step: StepReporter) async throws -> String {
        let progress = CopyProgress(total: contents.bytes, step: step)
        if let words = left.words { await step.output(words) }
        if !contents.entries.isEmpty { try await copyPersist(contents.entries, progress, step) }
        for volume in contents.volumes { try await copy(volume, progress, step) }
        let what = [
            contents.entries.isEmpty ? nil : contents.entries.map { "/persist/\($0)" }.joined(separator: ", "),
            contents.volumes.isEmpty ? nil : contents.volumes.map(\.name).joined(separator: ", "),
        ]
        return (what.compactMap(\.self) + [ByteCount(progress.bytes).description]).joined(separator: ", ")
    }

    private func copyPersist(_ entries: [String], _ progress: CopyProgress, _ step: StepReporter) async throws {
        let (source, target, now) = (source, target, now)
        let staged = try await BytePipe.joining { pipe in
            try await source.pack(BackupContents(entries: entries), now: now) { try await pipe.send($0) }
        } _: { pipe in
            try await target.stage(bytes: nil) { try await progress.passing(try await pipe.next()) }
        }
        for warning in staged.manifest.warnings.prefix(5) { await step.output(warning) }
        let entry = try target.shelf.beginPlacing(staged.id)
        defer { target.shelf.endPlacing() }
        try await target.settling.holding("restore") {
            _ = try await target.persist.exchange(entry.manifest.names, of: entry.stage, keeping: "before-\(now)")
        }
        await target.persist.clear()
    }

    private func copy(_ volume: NamedVolume, _ progress: CopyProgress, _ step: StepReporter) async throws {
        let (source, target, now) = (source, target, now)
        let made = try await target.storage.makeVolume(
            "\(target.names.project)_\(volume.key)",
            labels: [ComposeLabel.project: target.names.project, ComposeLabel.volume: volume.key]
        )
        var copy = NamedVolume(place: made, key: volume.key)
        copy.obstacle = made.obstacle
        try check(copy)
        let (from, to) = (volume.directory, copy.directory)
        let files = BackupContents(entries: [NamedVolume.files])
        let manifest = try await BytePipe.joining { pipe in
            try await source.pack(files, of: from, now: now) { try await pipe.send($0) }
        } _: { pipe in
            try await target.unpack(into: to) { try await progress.passing(try await pipe.next()) }
        }
        for warning in manifest.warnings.prefix(5) { await step.output("\(volume.name): \(warning)") }
        try await UserThread.run { try HeldDirectory.open(to).flushFileSystem() }
    }
}

/// How much was copied.
private final class CopyProgress: Sendable {
    private let counter = Mutex<Int64>(0)
    private let total: Int64
    private let step: StepReporter

    init(total: Int64, step: StepReporter) {
        self.total = total
        self.step = step
    }

    var bytes: Int64 { counter.withLock { $0 } }

    /// Counts a piece and passes it on.
    func passing(_ piece: [UInt8]?) async throws -> [UInt8]? {
        guard let piece else { return nil }
        let bytes = counter.withLock { count in
            count += Int64(piece.count)
            return count
        }
        let percent = total > 0 ? min(99, Double(bytes) / Double(total) * 100) : nil
        await step.progress(Job.Progress(percent: percent, bytes: bytes, totalBytes: max(total, bytes)))
        return piece
    }
}
