import DustyCore
import NIOCore

/// Answers a connection that is not served with one error, and closes it.
///
/// The answer waits for the request, because a client treats an earlier one as a fault. The client closes the
/// connection if possible, because the rest of a request would break it before the answer is read.
final class RefusalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let error: DustyError
    private let patience: Duration
    private var isAnswered = false

    /// Refuses with an error; waits this long for the request and for the client to close.
    init(_ error: DustyError, waiting patience: Duration) {
        self.error = error
        self.patience = patience
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        answer(context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        // The client has closed its side, or the daemon is ending.
        case ChannelEvent.inputClosed, is ChannelShouldQuiesceEvent: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard patience > .zero else {
            answer(context)
            context.close(promise: nil)
            return
        }
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(patience)) {
            self.answer(context)
            context.close(promise: nil)
        }
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard !isAnswered else { return }
        isAnswered = true
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: Reply.bytes(of: error))), promise: nil)
        context.close(mode: .output, promise: nil)
    }
}
