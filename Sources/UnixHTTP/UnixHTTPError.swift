import CLibrary
import NIOCore
import NIOHTTP1

/// Why a call over a Unix socket brought no reply.
public enum UnixHTTPError: Error, Sendable, Equatable {
    /// Nothing exists at the path.
    case noSocket(String)
    /// No process listens at the path.
    case refused(String)
    /// A server listens at the path but accepts no more connections for now.
    case busy(String)
    /// This process, or the whole system, has no descriptor left for another connection.
    case exhausted
    /// The caller has no right to connect.
    case forbidden(String)
    /// The path is too long for the kernel.
    case pathTooLong(String)
    /// The reply was not complete in time.
    case timeout(Duration)
    /// The other side closed the connection before the reply was complete.
    case closedEarly
    /// The body is larger than the caller allowed.
    case tooLarge(limit: Int)
    /// What came is not HTTP.
    case malformed(String)
    /// The system call failed with this error number.
    case other(errno: Int32)

    /// The error behind what NIO threw while connecting to `path` or talking over it; nil when it is not about the
    /// connection.
    static func translate(_ error: any Error, path: String) -> UnixHTTPError? {
        switch error {
        case let error as UnixHTTPError: error
        case let error as IOError: translate(errno: error.errnoCode, path: path)
        case let error as ChannelError: translate(error)
        case HTTPParserError.invalidEOFState, is NIOAsyncWriterError: .closedEarly
        // An answer before the question: the server has refused the connection.
        case is NIOHTTPDecoderError: .busy(path)
        case let error as HTTPParserError: .malformed("\(error)")
        default: nil
        }
    }

    private static func translate(_ error: ChannelError) -> UnixHTTPError {
        switch error {
        case .connectTimeout(let time): .timeout(.nanoseconds(time.nanoseconds))
        default: .closedEarly
        }
    }

    static func translate(errno code: Int32, path: String) -> UnixHTTPError {
        switch code {
        case ENOENT, ENOTDIR: .noSocket(path)
        case ECONNREFUSED: .refused(path)
        case EACCES, EPERM: .forbidden(path)
        case ECONNRESET, EPIPE: .closedEarly
        case EAGAIN: .busy(path)
        case EMFILE, ENFILE: .exhausted
        default: .other(errno: code)
        }
    }
}
