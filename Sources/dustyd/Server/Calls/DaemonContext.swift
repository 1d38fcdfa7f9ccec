import DustyCore
import Hummingbird
import NIOCore

/// What is known of one request.
struct DaemonContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection, to ask the kernel who is at its other end.
    let channel: any Channel
    /// Who asks; set by `PeerMiddleware` before any handler runs.
    var caller: User?
    /// Their role.
    var role = Role.outsider
    /// What is written down of the request.
    let note = AuditNote()

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}
