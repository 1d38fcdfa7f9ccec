import CLibrary
import DustyCore
import Synchronization
import SystemPackage

/// The state of what an image is built from, as a text that is another one when the image would be.
///
/// What Compose would be given is looked at by content, since times change without any change of it. Where the container has the directory
/// mounted, only what the Dockerfile names counts: other code is in the mount.
struct BuildPrint: Sendable {
    /// A directory of this host, below which nothing is trusted.
    let root: String
    /// The context, below that.
    let directory: String
    /// The Dockerfile, below the context.
    let dockerfile: String
    /// Where the container has the context mounted; nil if it has not.
    let mount: String?
    private let steps: Int

    /// What there is no more of in a directory that images are built from.
    private static let entries = 100_000
    private static let depth = 64
    /// What comparing with the lines of the Dockerfile and its ignore file may take: what is more is always more, on a slow host too.
    static let steps = 300_000_000
    /// How much of that an entry takes at least.
    private static let step = 1000
    /// What ends it on a disk that hardly answers.
    private static let patience = Duration.seconds(10)
    /// The state of what is too much to look at: it stays the same, so that nothing is built for it again and again.
    static let tooMuch = "too much"
    /// Larger files, and all beyond so many bytes, count by size and time.
    private static let file = 1 << 20
    private static let bytes = 64 << 20
    /// What version control and programs write there without a change of the code.
    private static let ignored: Set<String> = [".git", "__pycache__"]

    private var left = (entries: BuildPrint.entries, bytes: BuildPrint.bytes)
    private var work: WorkLimit
    private var hash = StableHash()

    private struct IsTooMuch: Error {}

    init(root: String, directory: String, dockerfile: String?, mount: String?, steps: Int = BuildPrint.steps) {
        self.root = root
        self.directory = directory.isEmpty ? "." : directory
        self.dockerfile = dockerfile ?? "Dockerfile"
        self.mount = mount
        work = WorkLimit(steps: steps)
        self.steps = steps
    }

    /// Looks now, on a thread of its own with the rights of a user; throws once the calling task is cancelled.
    func text(as user: User? = nil) async throws -> String {
        let stop = StopFlag()
        return try await withTaskCancellationHandler {
            guard let user else { return try await UserThread.run { try text { stop.isSet } } }
            return try await UserThread.run(as: user) { try text { stop.isSet } }
        } onCancel: {
            stop.set()
        }
    }

    /// Looks now, until it is to stop; what cannot be read is a state as well, which the builder reports better.
    func text(until isStopped: @escaping @Sendable () -> Bool = { false }) throws -> String {
        var looked = self
        let end = ContinuousClock.now + Self.patience
        looked.work = WorkLimit(steps: steps) { isStopped() || ContinuousClock.now > end }
        do {
            let context = try TrustedRoot(root, links: .beneath).open(directory, O_RDONLY | O_DIRECTORY)
            try context.closeAfter { try looked.look(at: context) }
        } catch {
            if isStopped() { throw CancellationError() }
            return error is IsTooMuch ? Self.tooMuch : "unreadable"
        }
        if isStopped() { throw CancellationError() }
        return String(looked.hash.value, radix: 16)
    }

    private mutating func look(at context: FileDescriptor) throws {
        let texts = [dockerfile, "\(dockerfile).dockerignore", ".dockerignore"].map { text(of: $0) }
        for text in texts { hash.add((text ?? "\0").utf8) }
        let sources = BuildSources(dockerfile: texts[0] ?? "", ignore: texts[1] ?? texts[2] ?? "")
        guard let mount else {
            return try take(context, below: "", Self.depth) { path, isDirectory, work in
                isDirectory && sources.hasExceptions || !sources.excludes(path, &work)
            }
        }
        // What goes to where the mount is would be hidden by it.
        let seen = sources.taken.filter { source in
            guard let place = source.destination else { return true }
            return place.hasPrefix("/") && !RepoPart.isPath(place, in: mount)
        }
        try take(context, below: "", Self.depth) { path, _, work in
            !sources.excludes(path, &work)
                && (sources.taken.contains { $0.isBehind(path, &work) } || seen.contains { $0.holds(path, &work) })
        }
    }

    private func text(of file: String) -> String? {
        let isBelow = !file.hasPrefix("/")
        let path = isBelow ? "\(directory)/\(file)" : file
        let bytes = try? TrustedRoot(isBelow ? root : "/", links: .beneath).read(path, limit: Self.file)
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Takes in the files and links of a directory that count, by name.
    private mutating func take(
        _ directory: FileDescriptor,
        below path: String,
        _ depth: Int,
        _ counts: (_ parts: [[UInt8]], _ isDirectory: Bool, inout WorkLimit) -> Bool
    ) throws {
        for name in try directory.names(limit: Self.entries).sorted() where !Self.ignored.contains(name) {
            guard left.entries > 0, depth > 0 else { return hash.add(1) }
            left.entries -= 1
            work.spend(Self.step)
            // Users work there: what is gone or another thing by now is so the next time.
            let status = try? directory.status(of: name)
            let isMeant = status.map { counts(BuildSources.parts(of: path + name), $0.isDirectory, &work) } ?? false
            guard !work.isSpent else { throw IsTooMuch() }
            guard let status, isMeant else { continue }
            if status.isDirectory {
                guard let inner = try? directory.directory(name) else { continue }
                try inner.closeAfter { try take(inner, below: "\(path)\(name)/", depth - 1, counts) }
                continue
            }
            guard status.isFile || status.isLink else { continue }
            hash.add((path + name).utf8)
            hash.add(UInt64(status.rights & S_IXUSR))
            take(name, status, in: directory)
        }
    }

    private mutating func take(_ name: String, _ status: FileStatus, in directory: FileDescriptor) {
        let terminated = name.utf8.terminated
        if status.isLink { return hash.add(directory.linkTarget(terminated) ?? []) }
        let content = status.size <= min(left.bytes, Self.file) ? read(name, in: directory) : nil
        guard let content else {
            for field in [status.size, status.seconds, status.nanoseconds] {
                hash.add(UInt64(bitPattern: Int64(field)))
            }
            return
        }
        left.bytes -= content.count
        hash.add(content)
    }

    private func read(_ name: String, in directory: FileDescriptor) -> [UInt8]? {
        guard let file = try? directory.openRegular(name, O_RDONLY) else { return nil }
        return try? file.closeAfter { try file.readAll(limit: Self.file) }
    }
}

/// What the cancellation of a task sets for a thread.
private final class StopFlag: Sendable {
    private let flag = Mutex(false)

    var isSet: Bool { flag.withLock { $0 } }

    func set() { flag.withLock { $0 = true } }
}
