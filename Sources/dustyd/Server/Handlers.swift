import DustyCore
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Decodes a request, calls what does the work, encodes the answer.
struct Handlers: Sendable {
    typealias Handler = @Sendable (Request, DaemonContext) async throws -> Response

    let stack: StackNames
    let observatory: Observatory
    let jobs: Jobs
    let logs: LogService
    let administration: Administration
    let machines: Machines
    let upgrader: Upgrader
    let exec: ExecService
    let copy: CopyService

    /// Wraps a handler so that every error reaches the client in its one shape.
    static func answering(_ handler: @escaping Handler) -> Handler {
        { request, context in
            do {
                return try await handler(request, context)
            } catch let error as DustyError {
                return Reply.error(error)
            } catch let error as HTTPError {
                return Reply.error(DustyError(.invalid, error.body ?? "\(error.status)"))
            } catch is CancellationError {
                return Reply.error(DustyError(.unavailable, "the daemon is shutting down"))
            } catch {
                context.logger.error("a request failed", metadata: ["error": "\(error)"])
                return Reply.error(DustyError(.internal, "\(error)"))
            }
        }
    }
}

extension Handlers {
    /// Who asks.
    func caller(_ context: DaemonContext, sshAuthSock: String? = nil) throws -> Caller {
        guard let user = context.caller else { throw DustyError(.forbidden, "the caller is not known") }
        return Caller(user: user, sshAuthSock: sshAuthSock)
    }

    /// The request's body as a value.
    func decode<Value: Decodable>(_ request: Request, _ context: DaemonContext) async throws -> Value {
        let limit = context.maxUploadSize
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw DustyError(.invalid, "the request is larger than \(limit >> 20) MiB")
        }
        do {
            return try Wire.decode(from: Data(buffer.readableBytesView))
        } catch let error as DecodingError {
            throw DustyError(.invalid, "the request's body is not what it should be: \(error.reason)")
        }
    }
}

extension DecodingError {
    /// What is wrong and where, in a sentence.
    fileprivate var reason: String {
        func place(_ context: Context) -> String {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return path.isEmpty ? "" : " at `\(path)`"
        }
        return switch self {
        case .keyNotFound(let key, let context): "`\(key.stringValue)` is missing\(place(context))"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            "\(context.debugDescription)\(place(context))"
        @unknown default: "it cannot be decoded"
        }
    }
}
