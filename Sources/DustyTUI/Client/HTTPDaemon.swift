import DustyCore
import Essentials
import UnixHTTP

/// The daemon behind its Unix socket.
struct HTTPDaemon: Daemon {
    /// Where the daemon listens by default.
    static let defaultSocketPath = "/var/run/dusty/dusty.sock"

    /// Longest wait for an answer that is not a stream. Validating first clones the specs repo if needed, hence
    /// minutes.
    private static let patience = Duration.seconds(300)
    /// The same while data are copied, which the daemon shows in a job meanwhile.
    private static let copyPatience = Duration.seconds(12 * 3600)

    let client: UnixHTTPClient
    /// The stack of requests; nil for the daemon's own.
    let stack: String?
    /// Whether texts in answers stay as the daemon sent them, for programs that get them as JSON, which escapes
    /// invisible characters.
    let keepsTexts: Bool

    /// A client of the daemon at `socketPath`; connects at the first request.
    init(socketPath: String, stack: String? = nil, keepsTexts: Bool = false) {
        client = UnixHTTPClient(socketPath: socketPath)
        self.stack = stack
        self.keepsTexts = keepsTexts
    }

    /// The same daemon, about another stack.
    func about(_ stack: String) -> HTTPDaemon {
        HTTPDaemon(socketPath: client.socketPath, stack: stack, keepsTexts: keepsTexts)
    }

    /// The socket that the environment names, or the usual one.
    static func socketPath(environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        let named = environment["DUSTY_SOCKET_PATH"] ?? ""
        return named.isEmpty ? defaultSocketPath : named
    }

    func call<Input, Value: Decodable>(_ endpoint: Endpoint<Input, Value>, _ input: Input) async throws -> Value {
        let call = try HTTPCall(endpoint, input, stack: stack)
        let copies = (input as? StackRequest)?.dataFrom != nil
        let patience = copies ? Self.copyPatience : Self.patience
        let reply = try await translating { try await client.reply(to: call, timeout: patience) }
        guard reply.head.isSuccess else { throw error(in: reply) }
        return try decode(Data(reply.body))
    }

    func follow<Input, Element: Decodable>(
        _ endpoint: Endpoint<Input, JSONLines<Element>>,
        _ input: Input,
        each: @Sendable (Element) async throws -> Void
    ) async throws {
        try await follow(endpoint, input, beat: {}, each: each)
    }

    func follow<Input, Element: Decodable>(
        _ endpoint: Endpoint<Input, JSONLines<Element>>,
        _ input: Input,
        beat: @Sendable () -> Void,
        each: @Sendable (Element) async throws -> Void
    ) async throws {
        var splitter = LineSplitter()
        try await bytes(try HTTPCall(endpoint, input, stack: stack), write: nil) { bytes in
            for line in splitter.append(bytes) {
                if line.isEmpty { beat() } else { try await each(try decode(line)) }
            }
        }
        if let rest = splitter.finish() { try await each(try decode(rest)) }
    }

    func send<Parameters, Value: Decodable>(
        _ endpoint: Endpoint<Upload<Parameters>, Value>,
        _ input: Upload<Parameters>,
        write: @escaping @Sendable (_ send: @escaping ByteSink) async throws -> Void
    ) async throws -> Value {
        var call = try HTTPCall(endpoint, input, stack: stack)
        if let length = input.length { call.headers.append(("Content-Length", String(length))) }
        var reply: [UInt8] = []
        try await bytes(call, write: write) { reply += $0 }
        return try decode(Data(reply))
    }

    func exchange<Input>(
        _ endpoint: Endpoint<Input, RawBytes>,
        _ input: Input,
        write: (@Sendable (_ send: @escaping ByteSink) async throws -> Void)?,
        each: @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        try await bytes(try HTTPCall(endpoint, input, stack: stack), write: write, each: each)
    }

    /// Passes on the bytes of an answer while `write` writes the call's body; a refusal is thrown as a Dusty error.
    private func bytes(
        _ call: HTTPCall,
        write: (@Sendable (_ send: @escaping ByteSink) async throws -> Void)?,
        each: ([UInt8]) async throws -> Void
    ) async throws {
        var refusal: HTTPReply?
        func begin(_ head: HTTPReplyHead) {
            if !head.isSuccess { refusal = HTTPReply(head: head, body: []) }
        }
        func take(_ bytes: [UInt8]) async throws {
            if refusal == nil { return try await each(bytes) }
            refusal?.body += bytes
        }
        try await translating {
            if let write {
                try await client.duplex(
                    call,
                    sending: { writer in try await write { try await writer.write($0) } },
                    onHead: begin,
                    each: take
                )
            } else {
                try await client.stream(call, onHead: begin, each: take)
            }
        }
        if let refusal { throw error(in: refusal) }
    }

    /// A value from the daemon's JSON.
    private func decode<Value: Decodable>(_ data: Data) throws -> Value {
        do {
            // Logs have a hundred thousand lines a second, and no hints.
            let data = Value.self == LogBatch.self ? data : StackHints.naming(stack, inJSON: data)
            return try keepsTexts ? Wire.decode(from: data) : HarmlessJSON.decode(from: data)
        } catch {
            throw DustyError(
                .internal,
                "the daemon's answer is not what this dusty expects: \(error)",
                hint: "compare the two versions with `dusty version`"
            ).harmless
        }
    }

    /// Why the daemon refused.
    private func error(in reply: HTTPReply) -> DustyError {
        let body = StackHints.naming(stack, inJSON: Data(reply.body))
        if let error: DustyError = try? HarmlessJSON.decode(from: body) { return error }
        return DustyError(
            .internal,
            "the daemon answered with status \(reply.head.status)",
            hint: "check that Dusty's daemon listens at \(client.socketPath)"
        )
    }
}

extension Daemon {
    /// The same daemon, for another stack.
    func about(_ stack: String) -> any Daemon {
        guard let daemon = self as? HTTPDaemon else { return self }
        return HTTPDaemon(socketPath: daemon.client.socketPath, stack: stack)
    }
}

extension HTTPCall {
    /// A request of an endpoint.
    init<Input, Value>(_ endpoint: Endpoint<Input, Value>, _ input: Input, stack: String?) throws {
        let definition = endpoint.definition
        let media = Input.isBytes ? definition.request : definition.method == "GET" ? nil : "application/json"
        self.init(
            method: definition.method,
            path: endpoint.target(of: input, stack: stack),
            headers: media.map { [("Content-Type", $0)] } ?? [],
            body: try input.encodedBody()
        )
    }
}

extension Endpoint {
    /// Path and query of a request, percent-encoded.
    func target(of input: Input, stack: String? = nil) -> String {
        var path = path
        var query: [ParameterItem] = []
        if definition.subject == .stack, let stack { query.append(("stack", stack)) }
        for item in input.items {
            if let place = path.firstRange(of: "{\(item.name)}") {
                path.replaceSubrange(place, with: HTTPQuery.escape(item.value))
            } else {
                query.append(item)
            }
        }
        return HTTPQuery.path(path, query)
    }
}
