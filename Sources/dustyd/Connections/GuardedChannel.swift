import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// Takes connections: asks the kernel whose they are, serves those within the limits and refuses the others.
struct GuardedChannel: ServerChildChannel {
    /// A connection that was taken.
    enum Value: ServerChildChannelValue {
        case served(HTTP1Channel.Value)
        case refused(any Channel)

        var channel: any Channel {
            switch self {
            case .served(let value): value.channel
            case .refused(let channel): channel
            }
        }
    }

    private let http: HTTP1Channel
    private let gate: ConnectionGate
    private let answersRefused: Bool

    /// Connections within the limits of a gate; without `answersRefused` those beyond are closed without an answer.
    init(_ gate: ConnectionGate, answersRefused: Bool = true, responder: @escaping HTTPChannelHandler.Responder) {
        self.gate = gate
        self.answersRefused = answersRefused
        let limits = gate.limits
        http = HTTP1Channel(
            responder: responder,
            configuration: .init(
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.headerBytes,
                    maxHeaderListSize: limits.headBytes,
                    maxHeaderFieldCount: limits.headers
                )
            )
        )
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        PeerCredentials.peer(of: channel).map(\.uid).flatMap { user in
            let admission = gate.enter(user)
            channel.closeFuture.whenComplete { _ in gate.leave(user, admission) }
            switch admission {
            case .admitted:
                return http.setup(channel: channel, logger: logger).flatMapThrowing { value in
                    try Self.addClock(ConnectionClock(gate.limits), to: channel)
                    return .served(value)
                }
            case .refused where !answersRefused:
                channel.close(promise: nil)
                return channel.eventLoop.makeSucceededFuture(.refused(channel))
            case .refused(let error, let lingers):
                return channel.eventLoop.makeCompletedFuture {
                    let refusal = RefusalHandler(error, waiting: lingers ? gate.limits.refusal : .zero)
                    try channel.pipeline.syncOperations.addHandler(refusal)
                    return .refused(channel)
                }
            }
        }.flatMapErrorThrowing { error in
            channel.close(promise: nil)
            throw error
        }
    }

    /// The clock stands where requests are requests and nothing has been done with them yet.
    private static func addClock(_ clock: ConnectionClock, to channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
        try pipeline.addHandler(clock, position: .after(decoder))
    }

    func handle(value: Value, logger: Logger) async {
        switch value {
        case .served(let value): await http.handle(value: value, logger: logger)
        case .refused: break
        }
    }
}
