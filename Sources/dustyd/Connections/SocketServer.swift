import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// HTTP on a Unix socket. The framework's own application would do as well, but for a clock that wakes the daemon every second of its life.
struct SocketServer<Responder: HTTPResponder>: Service
where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    let path: String
    let responder: Responder
    let gate: ConnectionGate
    let limits: ServerLimits
    /// Whether a connection that is refused gets an answer.
    var answersRefused = true
    let logger: Logger
    /// Called once clients can connect.
    let onReady: @Sendable () async -> Void

    /// Serves until shutdown.
    func run() async throws {
        let (responder, logger) = (responder, logger)
        let builder = HTTPServerBuilder { [gate, answersRefused] in
            GuardedChannel(gate, answersRefused: answersRefused, responder: $0)
        }
        let server = try builder.buildServer(
            configuration: ServerConfiguration(
                address: .unixDomainSocket(path: path),
                serverName: Self.name,
                backlog: limits.backlog,
                availableConnectionsDelegate: .maximum(limits.openConnections, logger: logger)
            ),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        ) { request, writer, channel in
            let context = Responder.Context(source: ApplicationRequestContextSource(channel: channel, logger: logger))
            var response: Response
            do {
                response = try await responder.respond(to: request, context: context)
            } catch let error as HTTPParserError {
                throw error
            } catch {
                logger.debug("a request has no answer", metadata: ["reason": "\(error)"])
                response = Response(status: .internalServerError)
            }
            response.headers[.date] = HTTPDate.now
            response.headers[.server] = Self.name
            do {
                try await writer.write(response: response.head, body: response.body)
            } catch is HTTPParserError {
                // Of the rest of the request: it must not be answered twice.
                throw MalformedRest()
            }
        } onServerRunning: { [onReady] _ in
            await onReady()
        }
        try await server.run()
    }

    private static var name: String { "dustyd" }
}

/// A request that turned out to be malformed after its answer had begun. Its connection is closed.
private struct MalformedRest: Error {}
