import DustyCore
import Hummingbird
import Logging
import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Lets in root, the configured owner and members of the group `dusty`; the kernel says who is calling.
struct PeerMiddleware: RouterMiddleware {
    typealias Context = DaemonContext

    /// Name of the group whose members may do what root may do.
    static let group = "dusty"

    let settings: SettingsStore
    private let directory: CallerDirectory
    private let daemonUser: User

    init(
        settings: SettingsStore,
        directory: CallerDirectory = CallerDirectory(),
        daemonUser: User = SubprocessRunner.currentUser
    ) {
        self.settings = settings
        self.directory = directory
        self.daemonUser = daemonUser
    }

    func handle(
        _ request: Request,
        context: DaemonContext,
        next: @concurrent (Request, DaemonContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        do {
            (context.caller, context.role) = try await admit(context)
        } catch let error as DustyError {
            context.note.fail(error.code)
            context.logger.notice("refused a caller", metadata: ["reason": "\(error.message)"])
            return Reply.error(error)
        }
        return try await next(request, context)
    }

    private func admit(_ context: DaemonContext) async throws -> (User, Role) {
        let uid = try await PeerCredentials.peer(of: context.channel).get().uid
        guard let entry = try await entry(of: uid) else {
            throw DustyError(.forbidden, "uid \(uid) is not a user of this host")
        }
        let user = entry.user
        context.note.name(user.name)
        if uid == 0 { return (user, .root) }
        if let owner = await settings.essentials().owner, owner == user.name { return (user, .owner) }
        if entry.isMember { return (user, .member) }
        throw DustyError(
            .forbidden,
            "\(user.name) (uid \(uid)) may not use Dusty",
            hint: "an administrator can allow it: `usermod -aG dusty \(user.name)`, then log in again"
        )
    }

    /// The user of this id. The daemon knows its own without asking: root can use it while the database does not answer.
    private func entry(of uid: UInt32) async throws -> CallerDirectory.Entry? {
        do { return try await directory.entry(of: uid) } catch let error as DustyError {
            guard uid == daemonUser.uid else { throw error }
            return CallerDirectory.Entry(user: daemonUser, isMember: false)
        }
    }
}

/// Who is at the other end of a Unix socket, from the kernel.
enum PeerCredentials {
    /// A process that connected.
    struct Peer: Sendable {
        var uid: UInt32
        var pid: Int32
    }

    #if canImport(Glibc)
    /// The kernel's `struct ucred`, which the C library hides from Swift.
    private struct Credentials: Sendable {
        var pid: Int32
        var uid: UInt32
        var gid: UInt32
    }

    /// User id and process id at connect time; known at once on the connection's own event loop.
    static func peer(of channel: any Channel) -> EventLoopFuture<Peer> {
        guard let options = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(unknown)
        }
        let credentials: EventLoopFuture<Credentials> = options.unsafeGetSocketOption(
            level: .socket,
            name: .init(rawValue: SO_PEERCRED)
        )
        return credentials.map { Peer(uid: $0.uid, pid: $0.pid) }
    }
    #elseif canImport(Darwin)
    /// User id and process id at connect time; known at once on the connection's own event loop.
    static func peer(of channel: any Channel) -> EventLoopFuture<Peer> {
        guard let options = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(unknown)
        }
        let credentials: EventLoopFuture<xucred> = options.unsafeGetSocketOption(
            level: .init(rawValue: 0),
            name: .init(rawValue: LOCAL_PEERCRED)
        )
        let process: EventLoopFuture<pid_t> = options.unsafeGetSocketOption(
            level: .init(rawValue: 0),
            name: .init(rawValue: LOCAL_PEERPID)
        )
        return credentials.and(process).map { Peer(uid: $0.cr_uid, pid: $1) }
    }
    #endif

    private static let unknown = DustyError(.forbidden, "the connection does not tell who is calling")
}
