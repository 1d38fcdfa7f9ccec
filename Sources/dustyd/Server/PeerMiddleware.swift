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
        let uid = try await PeerCredentials.peer(of: channel).uid
        guard let user = User.lookup(uid: uid) else {
            throw DustyError(.forbidden, "uid \(uid) is not a user of this host")
        }
        if uid == 0 { return (user, .root) }
        if let owner = try? await settings.current().owner, owner == user.name { return (user, .owner) }
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
    #if canImport(Glibc)
    /// The kernel's `struct ucred`, which the C library hides from Swift.
    private struct Credentials: Sendable {
        var pid: Int32
        var uid: UInt32
        var gid: UInt32
    }

    /// User id and process id at connect time.
    static func peer(of channel: any Channel) async throws -> (uid: UInt32, pid: Int32) {
        let credentials: Credentials = try await options(of: channel)
            .unsafeGetSocketOption(level: .socket, name: .init(rawValue: SO_PEERCRED)).get()
        return (credentials.uid, credentials.pid)
    }
    #elseif canImport(Darwin)
    /// User id and process id at connect time.
    static func peer(of channel: any Channel) async throws -> (uid: UInt32, pid: Int32) {
        let credentials: xucred = try await options(of: channel)
            .unsafeGetSocketOption(level: .init(rawValue: 0), name: .init(rawValue: LOCAL_PEERCRED)).get()
        let pid: pid_t = try await options(of: channel)
            .unsafeGetSocketOption(level: .init(rawValue: 0), name: .init(rawValue: LOCAL_PEERPID)).get()
        return (credentials.cr_uid, pid)
    }
    #endif

    private static func options(of channel: any Channel) throws -> any SocketOptionProvider {
        guard let provider = channel as? any SocketOptionProvider else {
            throw DustyError(.forbidden, "the connection does not tell who is calling")
        }
        return provider
    }
}
