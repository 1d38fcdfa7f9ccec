import CLibrary
import DustyCore
import Logging
import ServiceLifecycle

/// Who can open the socket: its owner is the owner of Dusty and its group is `dusty`; all others but root are refused
/// by the kernel.
///
/// A new owner takes effect at once when set by a command, and a moment later when edited in the settings file.
actor SocketAccess: Service {
    /// Between two looks at the settings file.
    private static let interval = Duration.seconds(5)

    private let socket: String
    private let settings: SettingsStore
    private let file: String
    private let logger: Logger
    /// The settings file as it was seen last.
    private var seen: FileStatus?
    /// Login name of the user that the socket was last given to.
    private var given: String?
    /// Whether the user database did not answer when the socket should have been handed over.
    private var isDue = false
    private let users: UserDatabase

    init(
        socket: String,
        settings: SettingsStore,
        file: String,
        users: UserDatabase = .host,
        logger: Logger
    ) {
        self.users = users
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
        seen = look()
        let name = try? await settings.current().owner
        let (owner, group): (UInt32, UInt32)
        do {
            owner = if let name { try await users.user(named: name)?.uid ?? 0 } else { 0 }
            group = try await users.group(named: CallerDirectory.group) ?? 0
        } catch {
            // It stays with its present users, and changes hands when there is an answer.
            isDue = true
            return logger.warning("the socket has not been opened to its users yet", metadata: ["reason": "\(error)"])
        }
        (given, isDue) = (name, false)
        guard (try? FileStatus(at: socket))?.isSocket == true else { return }
        // The mode first: it never allows more than the old owner and group have anyway.
        guard chmod(socket, 0o660) == 0, lchown(socket, owner, group) == 0 else {
            return logger.error("the socket cannot be opened to its users", metadata: ["errno": "\(errno)"])
        }
    }

    private func applyWhenChanged() async {
        if isDue { return await apply() }
        let found = look()
        guard found != seen else { return }
        seen = found
        let owner = try? await settings.current().owner
        if owner != given { await apply() }
    }

    private func look() -> FileStatus? { try? FileStatus(at: file, following: true) }
}
