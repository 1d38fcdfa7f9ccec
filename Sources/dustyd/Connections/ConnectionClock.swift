import DustyCore
import Essentials
import NIOCore
import NIOHTTP1

/// Closes a connection that makes no progress: no request, half a request, a body that stops or never ends, a client that does not read.
///
/// It stands between the decoder and what handles requests, and looks at the time only when the earliest limit is reached.
final class ConnectionClock: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let limits: ServerLimits
    private var progress = RequestProgress()
    private var alarm: (due: NIODeadline, task: Scheduled<Void>)?
    private var isCut = false

    init(_ limits: ServerLimits) {
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        progress.waitingSince = .now()
        arm(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        alarm?.task.cancel()
        alarm = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        isCut = true
        alarm?.task.cancel()
        alarm = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isCut else { return }
        switch unwrapInboundIn(data) {
        case .head(var head):
            progress.beganRequest()
            // The request handlers recognise one way to ask for the end only; HTTP/1.0 and capitals are others.
            if !head.isKeepAlive { head.headers.replaceOrAdd(name: "Connection", value: "close") }
            context.fireChannelRead(wrapInboundOut(.head(head)))
            return
        case .body: break
        case .end: progress.endedRequest(at: .now())
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        progress.readingSince = nil
        context.fireChannelReadComplete()
        arm(context)
    }

    func read(context: ChannelHandlerContext) {
        progress.readingSince = .now()
        arm(context)
        context.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        progress.unwritableSince = context.channel.isWritable ? nil : .now()
        arm(context)
        context.fireChannelWritabilityChanged()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isCut else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(let head):
            if head.status.code >= 200 { progress.beganAnswer() }
            context.write(data, promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            let done = promise ?? context.eventLoop.makePromise()
            done.futureResult.assumeIsolated().whenComplete { _ in
                self.progress.endedAnswer(at: .now())
                self.arm(context)
            }
            context.write(data, promise: done)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // An answer on its way says more; the handlers close the connection then.
        guard !isCut, progress.isWaiting || progress.isReadingFirst else {
            context.fireErrorCaught(error)
            return
        }
        let fault = MalformedRequest(error)
        cut(context, fault.status, fault.error(limits))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The daemon ends, and half a request need not be waited for.
        if event is ChannelShouldQuiesceEvent, progress.isReadingFirst { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    /// Sets the alarm for the earliest limit. An alarm that goes off too early sets itself again.
    private func arm(_ context: ChannelHandlerContext) {
        guard !isCut, let due = progress.limit(limits)?.due else { return }
        if let alarm {
            guard due < alarm.due else { return }
            alarm.task.cancel()
        }
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: due) { self.ring(context) }
        alarm = (due, task)
    }

    private func ring(_ context: ChannelHandlerContext) {
        alarm = nil
        guard !isCut, let (limit, due) = progress.limit(limits) else { return }
        guard due <= .now() else { return arm(context) }
        switch limit {
        case .head: cut(context, .requestTimeout, .late(limits))
        case .body: cut(context, .requestTimeout, .stalled(limits))
        // What was asked on these is answered already, or the client would not read it.
        case .idle, .leftover, .unread: close(context)
        }
    }

    /// Answers with an error and closes.
    private func cut(_ context: ChannelHandlerContext, _ status: HTTPResponseStatus, _ error: DustyError) {
        isCut = true
        let body = (try? Wire.encodeLine(error)) ?? Data()
        let headers: HTTPHeaders = [
            "Content-Type": "application/json", "Content-Length": String(body.count), "Connection": "close",
        ]
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        close(context)
    }

    private func close(_ context: ChannelHandlerContext) {
        isCut = true
        context.close(promise: nil)
    }
}
