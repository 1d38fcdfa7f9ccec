import NIOCore
import NIOHTTP1

/// Joins the pieces of a body that arrived together. Servers that send every line as a separate chunk would otherwise
/// cost their reader a task switch for each.
final class BodyGatherer: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart

    private var gathered: ByteBuffer?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        guard case .body(var bytes) = part else {
            handOn(context)
            context.fireChannelRead(wrapInboundOut(part))
            return
        }
        if gathered == nil {
            gathered = bytes
        } else {
            gathered?.writeBuffer(&bytes)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        handOn(context)
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        handOn(context)
        context.fireChannelInactive()
    }

    private func handOn(_ context: ChannelHandlerContext) {
        guard let bytes = gathered else { return }
        gathered = nil
        context.fireChannelRead(wrapInboundOut(.body(bytes)))
    }
}
