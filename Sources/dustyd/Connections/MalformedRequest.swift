import DustyCore
import NIOCore
import NIOHTTP1

/// What is wrong with bytes that are no request.
struct MalformedRequest {
    let status: HTTPResponseStatus
    private let isTooLarge: Bool

    init(_ error: any Error) {
        isTooLarge = (error as? HTTPParserError) == .headerOverflow
        status = isTooLarge ? .requestHeaderFieldsTooLarge : .badRequest
    }

    /// The error to answer with.
    func error(_ limits: ServerLimits) -> DustyError {
        guard isTooLarge else {
            return DustyError(
                .invalid,
                "the data is not an HTTP request",
                hint: "speak HTTP/1.1, without TLS"
            )
        }
        return DustyError(
            .invalid,
            "the request's header is too large",
            hint:
                "send at most \(limits.headerBytes >> 10) KiB in the URL or a header, \(limits.headBytes >> 10) KiB and "
                + "\(limits.headers) headers in all"
        )
    }
}

extension DustyError {
    /// A connection on which no whole request came.
    static func late(_ limits: ServerLimits) -> DustyError {
        DustyError(
            .invalid,
            "no complete request came within \(limits.firstHead.components.seconds) s",
            hint: "connect only to send a request"
        )
    }

    /// A body that stopped coming.
    static func stalled(_ limits: ServerLimits) -> DustyError {
        DustyError(
            .invalid,
            "the request's body stopped: nothing came for \(limits.bodyPiece.components.seconds) s",
            hint: "send the whole body, or state its right length"
        )
    }
}
