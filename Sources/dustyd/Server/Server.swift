import CLibrary
import DustyCore
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// The API on its Unix socket.
struct Server: Service {
    let socket: String
    let settings: SettingsStore
    let handlers: Handlers
    var limits = ServerLimits.standard
    var directory = CallerDirectory()
    let logger: Logger

    func run() async throws {
        try await run {}
    }

    /// Serves until shutdown; `onReady` is called once clients can connect.
    func run(onReady: @escaping @Sendable () -> Void) async throws {
        let router = Router(context: DaemonContext.self)
        router.add(middleware: AuditMiddleware(log: handlers.audit, observatory: handlers.observatory))
        let calls = CallGate(limits)
        router.add(middleware: PeerMiddleware(settings: settings, directory: directory))
        router.add(middleware: CallMiddleware(calls))
        var routes = Routes(calls: calls)
        handlers.addAll(to: &routes)
        let runtimes = RuntimeHandlers(handlers, calls)
        routes.install(on: router) { try await runtimes.handlers(of: $0) }
        let gate = ConnectionGate(limits)
        let access = handlers.access
        let application = Application(
            router: router,
            server: HTTPServerBuilder { GuardedChannel(gate, responder: $0) },
            configuration: ApplicationConfiguration(
                address: .unixDomainSocket(path: socket),
                serverName: "dustyd",
                backlog: limits.backlog,
                availableConnectionsDelegate: .maximum(limits.openConnections, logger: logger)
            ),
            onServerRunning: { _ in
                await access.apply()
                logger.notice("listening", metadata: ["socket": "\(socket)"])
                onReady()
            },
            logger: logger
        )
        try await application.run()
    }
}
