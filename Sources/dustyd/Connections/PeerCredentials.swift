import CLibrary
import DustyCore
import NIOCore

/// Who is at the other end of a Unix socket, from the kernel.
enum PeerCredentials {
    /// A process that connected.
    struct Peer: Sendable {
        var uid: UInt32
        var pid: Int32
    }

    #if canImport(Glibc)
    /// The clock sits where requests have been parsed and not yet handled.
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

    private static let unknown = DustyError(.forbidden, "the connection does not identify its user")
}
