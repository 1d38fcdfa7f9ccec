#if canImport(Darwin)
import CLibrary
import DustyCore
import NIOCore

extension PeerCredentials {
    /// User id and process id at connect time; known at once on the connection's own event loop.
    static func peer(of channel: any Channel) -> EventLoopFuture<Peer> {
        guard let options = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(unknown)
        }
        let credentials: EventLoopFuture<xucred> = options.unsafeGetSocketOption(
            level: .init(rawValue: SOL_LOCAL),
            name: .init(rawValue: LOCAL_PEERCRED)
        )
        let process: EventLoopFuture<pid_t> = options.unsafeGetSocketOption(
            level: .init(rawValue: SOL_LOCAL),
            name: .init(rawValue: LOCAL_PEERPID)
        )
        return credentials.and(process).map { Peer(uid: $0.cr_uid, pid: $1) }
    }
}
#endif
