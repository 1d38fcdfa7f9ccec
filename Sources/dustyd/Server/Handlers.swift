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

    @Sendable func version(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let daemon = await observatory.current().daemon
        return try Reply.json(
            VersionInfo(version: daemon.version, api: Endpoint.api, stack: stack.name, pid: daemon.pid)
        )
    }

    @Sendable func status(_ request: Request, _ context: DaemonContext) async throws -> Response {
        await administration.refreshMachine()
        return try Reply.json(await observatory.snapshot())
    }

    @Sendable func watch(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let observatory = observatory
        return Reply.stream(request) { lines in
            nonisolated(unsafe) var writer = lines
            try await observatory.whileViewing {
                var last: Snapshot?
                for await _ in await observatory.changes() {
                    var snapshot = await observatory.snapshot()
                    let time = snapshot.time
                    if let last { snapshot.time = last.time }
                    guard snapshot != last else { continue }
                    snapshot.time = time
                    try await writer.write(snapshot)
                    last = snapshot
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
        }
    }

    @Sendable func jobs(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(await jobs.all())
    }

    @Sendable func startJob(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let wanted: JobRequest = try await decode(request, context)
        let caller = try caller(context, sshAuthSock: wanted.sshAuthSock)
        return try Reply.json(try await jobs.start(wanted, for: caller), status: .created)
    }

    @Sendable func job(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await jobs.job(try jobID(context)))
    }

    @Sendable func cancelJob(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await jobs.cancel(try jobID(context)))
    }

    @Sendable func jobEvents(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let id = try jobID(context)
        let changes = try await jobs.changes(of: id)
        let jobs = jobs
        return Reply.stream(request) { lines in
            var next = 0
            for await _ in changes {
                while true {
                    let (events, ended) = try await jobs.events(of: id, from: next)
                    try await lines.write(all: events)
                    if let last = events.last { next = last.sequence + 1 }
                    if ended { return }
                    if events.isEmpty { break }
                }
            }
            try await lines.write(all: try await jobs.events(of: id, from: next).events)
        }
    }

    @Sendable func logs(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let query = request.uri.queryParameters
        let wanted = LogRequest(
            names: query.getAll("name"),
            follow: ["1", "true"].contains(query["follow"].map(String.init)),
            tail: try query["tail"].map { text in
                guard let tail = Int(text), tail >= 0 else {
                    throw DustyError(.invalid, "tail is `\(text)`, not a number of lines", hint: "such as tail=100")
                }
                return tail
            }
        )
        try await logs.check(wanted)
        let logs = logs
        return Reply.stream(request) { lines in
            nonisolated(unsafe) var writer = lines
            try await logs.stream(wanted) { batch in try await writer.write(batch) }
        }
    }

    @Sendable func bundles(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await administration.bundles(for: try caller(context)))
    }

    @Sendable func changeBundles(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let change: BundleRequest = try await decode(request, context)
        return try Reply.json(try await administration.change(change, for: try caller(context)))
    }

    @Sendable func repos(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await administration.repos(for: try caller(context)))
    }

    @Sendable func changeRepo(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let change: RepoRequest = try await decode(request, context)
        return try Reply.json(try await administration.change(change, for: try caller(context)))
    }

    @Sendable func validate(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await administration.validate(for: try caller(context)))
    }
}

extension Handlers {
    private func jobID(_ context: DaemonContext) throws -> Int {
        guard let text = context.parameters.get("id"), let id = Int(text) else {
            throw DustyError(.invalid, "a job is named by its number", hint: "see `dusty jobs`")
        }
        return id
    }

    private func caller(_ context: DaemonContext, sshAuthSock: String? = nil) throws -> Caller {
        guard let user = context.caller else { throw DustyError(.forbidden, "the caller is not known") }
        return Caller(user: user, sshAuthSock: sshAuthSock)
    }

    private func decode<Value: Decodable>(_ request: Request, _ context: DaemonContext) async throws -> Value {
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
