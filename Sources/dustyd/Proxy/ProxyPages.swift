import CLibrary
import DustyCore
import Essentials
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import SystemPackage

/// What the proxy shows when an app or a service does not answer. It listens on a Unix socket that only the proxy's container sees,
/// here or at the other end of the machine's connection, and reveals only what is on that page.
final class ProxyPages: Service {
    /// How long the findings about an app may be reused, so that a hammering client does not hammer the engine.
    private static let freshness = Duration.milliseconds(300)

    private let socket: String
    private let limits: ServerLimits
    private let engine: any EngineObserver
    private let observatory: Observatory
    private let logger: Logger
    private let known = Mutex<[Question: (at: ContinuousClock.Instant, app: UnavailableApp)]>([:])

    /// What the proxy asks about.
    private struct Question: Hashable {
        var name: String
        var failure: UpstreamFailure?
    }

    /// Pages about the stack's apps, served from a socket.
    init(
        socket: String,
        limits: ServerLimits = .pages,
        engine: any EngineObserver,
        observatory: Observatory,
        logger: Logger
    ) {
        self.socket = socket
        self.limits = limits
        self.engine = engine
        self.observatory = observatory
        self.logger = logger
    }

    /// Serves until shutdown. Without the socket the proxy shows a plain message, so a failure here stops nothing else.
    func run() async throws {
        do {
            try await serve()
        } catch is CancellationError {
        } catch {
            logger.warning("the proxy's pages cannot be served", metadata: ["reason": "\(error)"])
        }
        // A service that ends, for whatever reason, would end all others.
        try? await gracefulShutdown()
    }

    private func serve() async throws {
        let directory = AtomicFile.parent(of: socket)
        let open = try await UserThread.run {
            try TrustedRoot(AtomicFile.parent(of: directory))
                .directory(AtomicFile.name(of: directory), making: 0o755, replacing: true)
        }
        defer { try? open.close() }
        // The kernel allows 107 bytes for the path of a socket; through its open directory the path is short wherever
        // it is.
        let name = AtomicFile.name(of: socket)
        let path = "\(Platform.ownPath(of: open.rawValue))/\(name)"
        try await SocketServer(
            path: path,
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                try await self.answer(request)
            },
            gate: ConnectionGate(limits),
            limits: limits,
            // The proxy has its own message for a closed connection, and would show a refusal as if it were the app's answer.
            answersRefused: false,
            logger: logger
        ) {
            _ = fchmodat(open.rawValue, name, 0o600, AT_SYMLINK_NOFOLLOW)
        }.run()
    }

    private func answer(_ request: Request) async throws -> Response {
        guard let header = HTTPField.Name(ProxyConfig.appHeader), let name = request.headers[header],
            let app = await app(name, failure: failure(request))
        else { return Response(status: .notFound) }
        var headers: HTTPFields = [.cacheControl: "no-store", header: name]
        let accepted = request.headers[.accept] ?? ""
        let body: String
        if accepted.contains("text/html") {
            let nonce = String(UInt64.random(in: .min ... .max), radix: 36)
            headers[.contentType] = "text/html; charset=utf-8"
            headers[.contentSecurityPolicy] = UnavailableApp.policy(nonce: nonce)
            body = app.page(nonce: nonce)
        } else if accepted.contains("application/json") {
            headers[.contentType] = "application/json"
            body = String(decoding: try Wire.encodeLine(app), as: UTF8.self)
        } else {
            headers[.contentType] = "text/plain; charset=utf-8"
            body = app.text
        }
        return Response(status: .badGateway, headers: headers, body: .init(byteBuffer: ByteBuffer(string: body)))
    }

    private func failure(_ request: Request) -> UpstreamFailure? {
        HTTPField.Name(ProxyConfig.failureHeader).flatMap { request.headers[$0] }.flatMap(UpstreamFailure.init(header:))
    }

    /// The page for an app or a service; nil when the stack has none of this name with an address.
    func app(_ name: String, failure: UpstreamFailure? = nil) async -> UnavailableApp? {
        let now = ContinuousClock.now
        let question = Question(name: name, failure: failure)
        if let known = known.withLock({ $0[question] }), now - known.at < Self.freshness { return known.app }
        let snapshot = await observatory.snapshot()
        guard let row = (snapshot.apps + snapshot.services).first(where: { $0.name == name }), !row.urls.isEmpty else {
            return nil
        }
        let lines = await lines(of: name)
        let words = failure?.words ?? "nothing answers on its port"
        let state = row.state == .up ? "up, but \(words)" : row.state.description
        let stack = await observatory.current().stack
        let app = UnavailableApp(app: name, stack: stack, state: state, message: row.message, lines: lines)
        known.withLock { $0[question] = (now, app) }
        return app
    }

    private func lines(of name: String) async -> [String] {
        guard let container = await observatory.container(name) else { return [] }
        let lines = Mutex<[String]>([])
        let query = LogQuery(follow: false, tail: UnavailableApp.lineCount, since: nil, terminal: container.terminal)
        // The lines only explain; the page is useful without them.
        try? await engine.logs(container: container.id, query: query) { batch in
            lines.withLock { $0 += batch.map(\.text) }
        }
        return lines.withLock { $0 }
    }
}
