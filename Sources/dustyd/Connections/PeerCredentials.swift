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

    static let unknown = DustyError(.forbidden, "the connection does not identify its user")
}
