import Hummingbird
import NIOCore

/// What is known of one request.
struct DaemonContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection, to ask the kernel who is at its other end.
    let channel: any Channel
    /// Who asks; set by `PeerMiddleware` before any handler runs.
    var caller: User?

    /// Requests may carry this many bytes.
    var maxUploadSize: Int { 8 << 20 }

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}
