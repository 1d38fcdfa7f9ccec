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

    func handle(
        _ request: Request,
        context: DaemonContext,
        next: @concurrent (Request, DaemonContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        do {
            (context.caller, context.role) = try await admit(context.channel)
        } catch let error as DustyError {
            context.note.fail(error.code)
            context.logger.notice("refused a caller", metadata: ["reason": "\(error.message)"])
            return Reply.error(error)
        }
        return try await next(request, context)
    }

    private func admit(_ channel: any Channel) async throws -> (User, Role) {
        let uid = try await PeerCredentials.peer(of: channel).get().uid
        guard let user = User.lookup(uid: uid) else {
            throw DustyError(.forbidden, "uid \(uid) is not a user of this host")
        }
        if uid == 0 { return (user, .root) }
        if let owner = await settings.essentials().owner, owner == user.name { return (user, .owner) }
        if let group = User.groupID(named: Self.group), user.belongs(to: group) { return (user, .member) }
        throw DustyError(
            .forbidden,
            "\(user.name) (uid \(uid)) may not use Dusty",
            hint: "an administrator can allow it: `usermod -aG dusty \(user.name)`, then log in again"
        )
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
