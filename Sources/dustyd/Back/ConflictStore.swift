import CLibrary
import DustyCore
import SystemPackage

/// Containers' versions of files where the user's version won. Each is kept for a week, readable by the user of the
/// repo.
actor ConflictStore {
    /// How long one is kept, milliseconds.
    private static let age: Int64 = 7 * 86_400_000
    /// The limits: this many, of this size each, and of this size together. The oldest go first.
    private static let count = 500
    private static let size = 32 << 20
    private static let room: Int64 = 256 << 20
    /// The same of one repo, so that none takes what others need.
    static let repoCount = 200
    private static let repoRoom: Int64 = 64 << 20

    private let directory: String
    private let files: any FileStore
    private let clock: @Sendable () -> Timestamp

    init(directory: String, files: any FileStore, clock: @escaping @Sendable () -> Timestamp) {
        self.directory = directory
        self.files = files
        self.clock = clock
    }

    /// All that are kept, the newest first.
    func all() -> [RepoConflict] {
        let oldest = clock().milliseconds - Self.age
        return read().filter { $0.keptAt.milliseconds > oldest }.reversed()
    }

    /// How many are kept of a repo.
    func count(of repo: String) -> Int {
        all().count { $0.repo == repo }
    }

    /// Keeps what is open here, or the text that a link leads to; returns how many older ones went to make room. Nil when it cannot be kept, as
    /// when it is too large.
    func keep(_ content: Content, of path: [UInt8], _ repo: RepoInUse, for user: User) async -> Int? {
        let name = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let place = "\(directory)/\(name)"
        let bytes = try? await UserThread.run { [directory] in try Self.write(content, to: name, in: directory, user) }
        guard let bytes else { return nil }
        let conflict = RepoConflict(
            repo: repo.name,
            shortName: repo.shortName,
            path: String(decoding: path, as: UTF8.self),
            keptAt: clock(),
            file: place,
            bytes: bytes
        )
        return write(read() + [conflict])
    }

    /// What is to be kept.
    enum Content: Sendable {
        case file(FileDescriptor)
        case link([UInt8])
    }

    private static func write(_ content: Content, to name: String, in directory: String, _ user: User) throws -> Int64 {
        let bytes: [UInt8]
        switch content {
        case .link(let target): bytes = target
        case .file(let file):
            lseek(file.rawValue, 0, SEEK_SET)
            guard let read = try file.readAll(limit: size) else { throw Errno.fileTooLarge }
            bytes = read
        }
        // Others may pass through, but not list it.
        try AtomicFile.makeDirectories(directory, mode: 0o711)
        let place = try FileDescriptor.directory(directory)
        try place.closeAfter {
            let opened = openat(place.rawValue, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard opened >= 0 else { throw Errno(rawValue: errno) }
            let made = FileDescriptor(rawValue: opened)
            try made.closeAfter {
                try made.writeAll(bytes)
                guard fchown(opened, user.uid, user.gid) == 0 else { throw Errno(rawValue: errno) }
            }
        }
        return Int64(bytes.count)
    }

    private var index: String { "\(directory)/index.json" }

    private func read() -> [RepoConflict] {
        files.readState([RepoConflict].self, at: index) ?? []
    }

    /// Writes the list without what is too old or too much, whose files go; returns how many were too much.
    private func write(_ conflicts: [RepoConflict]) -> Int {
        let oldest = clock().milliseconds - Self.age
        var room = Self.room
        var repos: [String: (count: Int, bytes: Int64)] = [:]
        var kept: [RepoConflict] = []
        var dropped = 0
        for conflict in conflicts.reversed() {
            room -= conflict.bytes
            var repo = repos[conflict.repo] ?? (0, 0)
            repo = (repo.count + 1, repo.bytes + conflict.bytes)
            repos[conflict.repo] = repo
            let fits =
                kept.count < Self.count && room >= 0 && repo.count <= Self.repoCount && repo.bytes <= Self.repoRoom
            if fits, conflict.keptAt.milliseconds > oldest {
                kept.append(conflict)
            } else {
                if !fits { dropped += 1 }
                try? files.remove(conflict.file)
            }
        }
        try? files.writeState(Array(kept.reversed()), at: index, mode: 0o600)
        return dropped
    }
}
