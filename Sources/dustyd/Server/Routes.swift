import DustyCore
import HTTPTypes
import Hummingbird

/// Where handlers are registered. An endpoint's value says how it is reached, who may use it, what is read of a request
/// and how it is answered.
struct Routes {
    /// Answers a request that was let in.
    typealias Handler = @Sendable (Call) async throws -> Response

    let calls: CallGate
    /// The endpoints that have a handler.
    private(set) var served: [EndpointDefinition] = []
    /// The handlers, by the endpoints' names.
    private(set) var handlers: [String: Handler] = [:]

    init(calls: CallGate) {
        self.calls = calls
    }

    /// A body of JSON, recorded in the audit trail; a value.
    mutating func serve<Input: JSONBody & AuditedBody, Answer: Encodable>(
        _ endpoint: Endpoint<Input, Answer>,
        _ answer: @escaping @Sendable (Input, Call) async throws -> Answer
    ) {
        let calls = calls
        let status = HTTPResponse.Status(code: endpoint.definition.status)
        add(endpoint.definition) { call in
            try Reply.json(try await answer(try await call.body(within: calls), call), status: status)
        }
    }

    /// Variables of the path and the query; a value.
    mutating func serve<Input: EndpointParameters, Answer: Encodable>(
        _ endpoint: Endpoint<Input, Answer>,
        _ answer: @escaping @Sendable (Input, Call) async throws -> Answer
    ) {
        add(endpoint.definition) { call in try Reply.json(try await answer(try Input(call.values), call)) }
    }

    /// Nothing; a value.
    mutating func serve<Answer: Encodable>(
        _ endpoint: Endpoint<NoInput, Answer>,
        _ answer: @escaping @Sendable (Call) async throws -> Answer
    ) {
        serve(endpoint) { _, call in try await answer(call) }
    }

    /// Bytes, which the handler reads; a value.
    mutating func serve<Parameters, Answer: Encodable>(
        _ endpoint: Endpoint<Upload<Parameters>, Answer>,
        _ answer: @escaping @Sendable (Upload<Parameters>, Call) async throws -> Answer
    ) {
        let status = HTTPResponse.Status(code: endpoint.definition.status)
        add(endpoint.definition) { call in
            try Reply.json(try await answer(try Upload(call), call), status: status)
        }
    }

    /// Variables of the path and the query; a stream of values. What the handler throws refuses the request, what its result throws ends
    /// the stream.
    mutating func serve<Input: EndpointParameters, Element: Encodable>(
        _ endpoint: Endpoint<Input, JSONLines<Element>>,
        _ answer: @escaping @Sendable (Input, Call) async throws -> LineProducer<Element>
    ) {
        add(endpoint.definition) { call in
            let produce = try await answer(try Input(call.values), call)
            return Reply.stream(call.request) { try await produce(TypedLines($0)) }
        }
    }

    /// Variables of the path and the query; bytes.
    mutating func serve<Input: EndpointParameters>(
        _ endpoint: Endpoint<Input, RawBytes>,
        _ answer: @escaping @Sendable (Input, Call) async throws -> Response
    ) {
        add(endpoint.definition) { call in try await answer(try Input(call.values), call) }
    }

    /// Bytes, which the handler reads; bytes.
    mutating func serve<Parameters>(
        _ endpoint: Endpoint<Upload<Parameters>, RawBytes>,
        _ answer: @escaping @Sendable (Upload<Parameters>, Call) async throws -> Response
    ) {
        add(endpoint.definition) { call in try await answer(try Upload(call), call) }
    }

    private mutating func add(_ definition: EndpointDefinition, _ answer: @escaping Handler) {
        served.append(definition)
        handlers[definition.id] = answer
    }

    /// Routes the endpoints for those who may use them. Requests about a stack go to the handlers of that stack. Errors are answered in their
    /// one shape.
    func install(
        on router: Router<DaemonContext>,
        of stack: @escaping @Sendable (String) async throws -> [String: Handler]?
    ) {
        for definition in served {
            guard let own = handlers[definition.id] else { continue }
            let method = HTTPRequest.Method(rawValue: definition.method) ?? .get
            router.on(RouterPath(definition.path), method: method) { request, context in
                let call = Call(request: request, context: context, endpoint: definition)
                do {
                    let deed = "do this (\(request.method.rawValue) \(request.uri.path))"
                    try context.role.check(atLeast: definition.least, to: deed)
                    guard let name = call.stack else { return try await own(call) }
                    guard let handler = try await stack(name)?[definition.id] else { return try await own(call) }
                    context.note.add("stack \(name)")
                    return try await handler(call)
                } catch {
                    return call.refusal(error)
                }
            }
        }
    }
}

/// Writes a stream's values.
typealias LineProducer<Element: Encodable & Sendable> = @Sendable (TypedLines<Element>) async throws -> Void

/// Writes values of one type, one a line.
struct TypedLines<Element: Encodable & Sendable> {
    private let writer: LineWriter

    init(_ writer: LineWriter) {
        self.writer = writer
    }

    func write(_ value: Element) async throws {
        var writer = writer
        try await writer.write(value)
    }

    func beat() async throws {
        var writer = writer
        try await writer.beat()
    }

    func write(all values: [Element]) async throws {
        var writer = writer
        try await writer.write(all: values)
    }
}

extension Upload {
    /// What a request says of the bytes that it sends.
    fileprivate init(_ call: Call) throws {
        let length = call.request.headers[.contentLength].flatMap { Int64($0) }
        self.init(try Parameters(call.values), length: length)
    }
}
