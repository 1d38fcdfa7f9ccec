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
            context.caller = try await admit(context.channel)
        } catch let error as DustyError {
            context.logger.notice("refused a caller", metadata: ["reason": "\(error.message)"])
            return Reply.error(error)
        }
        return try await next(request, context)
    }

    private func admit(_ channel: any Channel) async throws -> User {
        let uid = try await PeerCredentials.uid(of: channel)
        guard let user = User.lookup(uid: uid) else {
            throw DustyError(.forbidden, "uid \(uid) is not a user of this host")
        }
        if uid == 0 { return user }
        if let group = User.groupID(named: Self.group), user.belongs(to: group) { return user }
        if let owner = try? await settings.current().owner, owner == user.name { return user }
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

    /// User id at connect time.
    static func uid(of channel: any Channel) async throws -> UInt32 {
        let credentials: Credentials = try await options(of: channel)
            .unsafeGetSocketOption(level: .socket, name: .init(rawValue: SO_PEERCRED)).get()
        return credentials.uid
    }
    #elseif canImport(Darwin)
    /// User id at connect time.
    static func uid(of channel: any Channel) async throws -> UInt32 {
        let credentials: xucred = try await options(of: channel)
            .unsafeGetSocketOption(level: .init(rawValue: 0), name: .init(rawValue: LOCAL_PEERCRED)).get()
        return credentials.cr_uid
    }
    #endif

    private static func options(of channel: any Channel) throws -> any SocketOptionProvider {
        guard let provider = channel as? any SocketOptionProvider else {
            throw DustyError(.forbidden, "the connection does not tell who is calling")
        }
        return provider
    }
}
