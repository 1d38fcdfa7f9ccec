import DustyCore
import Logging
import ServiceLifecycle

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Who can open the socket: its owner is the owner of Dusty and its group is `dusty`; all others but root are refused by the kernel.
///
/// It follows when another owner is chosen, by a command at once, and by a hand in the settings file a moment later.
actor SocketAccess: Service {
    /// Between two looks at the settings file.
    private static let interval = Duration.seconds(2)

    private let socket: String
    private let settings: SettingsStore
    private let file: String
    private let logger: Logger
    private var seen: FileStamp?
    /// Login name of whom the socket was given to last.
    private var given: String?

    init(socket: String, settings: SettingsStore, file: String, logger: Logger) {
        self.socket = socket
        self.settings = settings
        self.file = file
        self.logger = logger
    }

    nonisolated func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.interval)) != nil { await self.applyWhenChanged() }
        }
    }

    /// Gives the socket to the owner and the group. While the settings cannot be read it is root's and the group's.
    func apply() async {
        seen = FileStamp(file)
        let name = try? await settings.current().owner
        given = name
        let owner = name.flatMap { User.lookup(name: $0)?.uid } ?? 0
        let group = User.groupID(named: PeerMiddleware.group) ?? 0
        var status = stat()
        guard lstat(socket, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return }
        // The mode first: it never allows more than the old owner and group may do anyway.
        guard chmod(socket, 0o660) == 0, lchown(socket, owner, group) == 0 else {
            return logger.error("the socket cannot be given to its users", metadata: ["errno": "\(errno)"])
        }
    }

    private func applyWhenChanged() async {
        let stamp = FileStamp(file)
        guard stamp != seen else { return }
        seen = stamp
        let owner = try? await settings.current().owner
        if owner != given { await apply() }
    }
}

/// What tells one version of a file from the next.
private struct FileStamp: Equatable {
    private let inode: UInt64
    private let seconds: Int
    private let nanoseconds: Int

    /// Nil when there is no such file.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        inode = UInt64(status.st_ino)
        #if canImport(Glibc)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
        #else
        seconds = status.st_mtimespec.tv_sec
        nanoseconds = status.st_mtimespec.tv_nsec
        #endif
    }
}
