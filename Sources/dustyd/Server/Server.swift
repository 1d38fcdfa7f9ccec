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
        let access = handlers.access
        try await SocketServer(
            path: socket,
            responder: router.buildResponder(),
            gate: ConnectionGate(limits),
            limits: limits,
            logger: logger
        ) { [logger, socket] in
            await access.apply()
            logger.notice("listening", metadata: ["socket": "\(socket)"])
            onReady()
        }.run()
    }
}
