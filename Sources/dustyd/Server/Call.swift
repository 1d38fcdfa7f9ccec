import DustyCore
import Essentials
import Hummingbird
import Logging
import NIOCore

/// One request: who asks, and what there is beside its input.
struct Call: Sendable {
    let request: Request
    let context: DaemonContext
    let endpoint: EndpointDefinition

    /// Who asks.
    func caller(sshAuthSock: String? = nil) throws -> Caller {
        guard let user = context.caller else { throw DustyError(.forbidden, "the caller is not known") }
        return Caller(user: user, sshAuthSock: sshAuthSock, role: context.role)
    }

    /// What its path and query say.
    var values: ParameterValues {
        let path = endpoint.parameters.filter { $0.place == .path }.compactMap { parameter in
            context.parameters.get(parameter.name).map { ParameterItem(parameter.name, $0) }
        }
        let query = request.uri.queryParameters.map { ParameterItem(String($0.key), String($0.value)) }
        return ParameterValues(path + query)
    }

    /// The stack that it names; nil for none, and for the daemon's own.
    var stack: String? {
        guard endpoint.subject == .stack else { return nil }
        return request.uri.queryParameters["stack"].map(String.init)
    }

    /// The body as a value, written down for the trail.
    func body<Value: Decodable & AuditedBody>(within calls: CallGate) async throws -> Value {
        let reader = BodyReader(body: request.body, user: context.caller?.uid ?? 0, calls: calls)
        return try await reader.whole { buffer in
            do {
                let json = Data(buffer.readableBytesView)
                if let body = Value.self as? any RestrictedBody.Type { try body.check(json, for: context.role) }
                let value: Value = try Wire.decode(from: json)
                context.note.add(value.trail)
                return value
            } catch let error as DecodingError {
                throw DustyError(.invalid, "the request's body is not valid: \(error.reason)")
            }
        }
    }

    /// The body's bytes, piece by piece.
    func pieces() -> () async throws -> [UInt8]? {
        // Only the task that handles the request reads its body.
        nonisolated(unsafe) var pieces = request.body.makeAsyncIterator()
        return { try await pieces.next().map { Array(buffer: $0) } }
    }

    /// An error in the one shape of all.
    func refusal(_ error: any Error) -> Response {
        let shown = shown(error)
        context.note.fail(shown.code)
        return Reply.error(shown)
    }

    private func shown(_ error: any Error) -> DustyError {
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

/// A body whose content decides who may send it.
protocol RestrictedBody {
    /// Refuses a caller who may not send this, whether or not the rest is valid.
    static func check(_ json: Data, for role: Role) throws
}
