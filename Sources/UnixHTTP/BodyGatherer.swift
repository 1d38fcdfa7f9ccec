import NIOCore
import NIOHTTP1

/// Joins the pieces of a body that arrived together. Servers that send every line as a separate chunk would otherwise
/// cost their reader a task switch for each.
///
/// The first piece goes on at once. In a flood, those of the next two milliseconds are joined as well.
final class BodyGatherer: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart

    private static let pause = TimeAmount.milliseconds(2)
    /// How much waits for that at most.
    private static let limit = 64 << 10

    private var gathered: ByteBuffer?
    /// When something was handed on last.
    private var last: NIODeadline?
    private var isScheduled = false

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
        if let gathered, let last, gathered.readableBytes < Self.limit, context.eventLoop.now < last + Self.pause {
            schedule(at: last + Self.pause, context)
        } else {
            handOn(context)
        }
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        handOn(context)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        gathered = nil
    }

    private func schedule(at time: NIODeadline, _ context: ChannelHandlerContext) {
        guard !isScheduled else { return }
        isScheduled = true
        context.eventLoop.assumeIsolated().scheduleTask(deadline: time) {
            self.isScheduled = false
            guard self.gathered != nil else { return }
            self.handOn(context)
            context.fireChannelReadComplete()
        }
    }

    private func handOn(_ context: ChannelHandlerContext) {
        guard let bytes = gathered else { return }
        gathered = nil
        last = context.eventLoop.now
        context.fireChannelRead(wrapInboundOut(.body(bytes)))
    }
}
