#if !canImport(Darwin)
import CLibrary
import DustyCore
import NIOCore

extension PeerCredentials {
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
}
#endif
