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
    let disk: Disk
    let machines: Machines
    let upgrader: Upgrader
    let exec: ExecService
    let copy: CopyService
    let access: SocketAccess
    let audit: AuditLog
    var calls = CallGate(.standard)

    /// Lets only those in whom the table of roles allows, before anything of the request is read.
    static func permitting(_ id: Endpoint.ID, _ handler: @escaping Handler) -> Handler {
        { request, context in
            try context.role.check(atLeast: id.least, to: "do this (\(request.method.rawValue) \(request.uri.path))")
            return try await handler(request, context)
        }
    }

    /// Wraps a handler so that every error reaches the client in its one shape.
    static func answering(_ handler: @escaping Handler) -> Handler {
        { request, context in
            do {
                return try await handler(request, context)
            } catch {
                let shown = shown(error, context)
                context.note.fail(shown.code)
                return Reply.error(shown)
            }
        }
    }

    private static func shown(_ error: any Error, _ context: DaemonContext) -> DustyError {
        switch error {
        case let error as DustyError: return error
        case let error as HTTPError: return DustyError(.invalid, error.body ?? "\(error.status)")
        case is CancellationError: return DustyError(.unavailable, "the daemon is shutting down")
        default:
            context.logger.error("a request failed", metadata: ["error": "\(error)"])
            return DustyError(.internal, "\(error)")
        }
    }
}

extension Handlers {
    /// Who asks.
    func caller(_ context: DaemonContext, sshAuthSock: String? = nil) throws -> Caller {
        guard let user = context.caller else { throw DustyError(.forbidden, "the caller is not known") }
        return Caller(user: user, sshAuthSock: sshAuthSock, role: context.role)
    }

    /// The request's body as a value, written down for the trail.
    func decode<Value: Decodable & Audited>(_ request: Request, _ context: DaemonContext) async throws -> Value {
        let body = BodyReader(body: request.body, user: context.caller?.uid ?? 0, calls: calls)
        return try await body.whole { buffer in
            do {
                let value: Value = try Wire.decode(from: Data(buffer.readableBytesView))
                context.note.add(value.trail)
                return value
            } catch let error as DecodingError {
                throw DustyError(.invalid, "the request's body is not what it should be: \(error.reason)")
            }
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
