import DustyCore
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The API on its Unix socket.
struct Server: Service {
    let socket: String
    let settings: SettingsStore
    let handlers: Handlers
    let logger: Logger

    func run() async throws {
        try await run {}
    }

    /// Serves until shutdown; `onReady` is called once clients can connect.
    func run(onReady: @escaping @Sendable () -> Void) async throws {
        let router = Router(context: DaemonContext.self)
        router.add(middleware: AuditMiddleware(log: handlers.audit, observatory: handlers.observatory))
        router.add(middleware: PeerMiddleware(settings: settings))
        router.addRoutes(handlers)
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: socket), serverName: "dustyd"),
            onServerRunning: { _ in
                await handlers.access.apply()
                logger.notice("listening", metadata: ["socket": "\(socket)"])
                onReady()
            },
            logger: logger
        )
        try await application.run()
    }
}
