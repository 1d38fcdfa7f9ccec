import CLibrary
import DustyCore
import Logging
import ServiceLifecycle
import Testing
import UnixHTTP

@testable import dustyd

@Suite struct ProxyPagesTests {
    private func with(
        _ limits: ServerLimits = .pages,
        _ body: (UnixHTTPClient) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let engine = InMemoryEngine([.running("api"), .running("mail")])
            engine.change {
                $0.logs["id-api"] = [ContainerLogLine(time: .noon, isError: true, text: "<b>boom</b>")]
            }
            let observatory = Observatory.still { facts in
                facts.containers = [.running("api"), .running("mail")]
                facts.wanted.apps = [
                    WantedStack.Item(name: "api", image: nil, urls: ["http://api.test/"], ports: [], repos: []),
                    WantedStack.Item(name: "hidden", image: nil, urls: [], ports: [], repos: []),
                ]
                facts.wanted.services = [
                    WantedStack.Item(name: "mail", image: nil, urls: ["http://mail.test/"], ports: [], repos: []),
                    WantedStack.Item(name: "db", image: nil, urls: [], ports: [], repos: []),
                ]
            }
            let pages = ProxyPages(
                socket: "\(directory)/pages",
                limits: limits,
                engine: engine,
                observatory: observatory,
                logger: .silent
            )
            let group = ServiceGroup(services: [pages], logger: .silent)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                let client = UnixHTTPClient(socketPath: "\(directory)/pages")
                while (try? await client.reply(to: HTTPCall(path: "/"))) == nil { await Task.yield() }
                try await body(client)
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
    }

    private func ask(
        _ client: UnixHTTPClient,
        app: String,
        accept: String,
        failure: String = ""
    ) async throws -> HTTPReply {
        let headers = [
            (name: "X-Dusty-App", value: app), (name: "Accept", value: accept),
            (name: "X-Dusty-Failure", value: failure),
        ]
        return try await client.reply(to: HTTPCall(path: "/any/path", headers: headers))
    }

    @Test func `Browsers get a page, programs JSON, everybody else a few words`() async throws {
        try await with { client in
            let page = try await ask(client, app: "api", accept: "text/html,*/*")
            #expect(page.head.status == 502)
            #expect(String(decoding: page.body, as: UTF8.self).contains("&lt;b&gt;boom"))
            #expect(page.head["Content-Security-Policy"]?.hasPrefix("default-src 'none'") == true)
            let json = try await ask(client, app: "api", accept: "application/json")
            #expect(String(decoding: json.body, as: UTF8.self).contains("\"lines\":[\"<b>boom</b>\"]"))
            let words = try await ask(client, app: "api", accept: "*/*")
            #expect(String(decoding: words.body, as: UTF8.self).hasPrefix("api does not answer"))
            #expect(words.head["X-Dusty-App"] == "api")
        }
    }

    @Test func `A service with an address has a page as well`() async throws {
        try await with { client in
            let words = try await ask(client, app: "mail", accept: "*/*")
            #expect(String(decoding: words.body, as: UTF8.self).hasPrefix("mail does not answer"))
            #expect(try await ask(client, app: "db", accept: "*/*").head.status == 404)
        }
    }

    @Test(arguments: [
        ("502|-|0", "nothing listens on its port, or it closed the connection at once"),
        ("502|0.000|0", "it closed the connection without an answer"),
        ("502|0.000|65536", "larger than 64 KiB"), ("nonsense", "nothing answers on its port"),
    ])
    func `A page says what the app that runs did instead of answering`(failure: String, words: String) async throws {
        try await with { client in
            let reply = try await ask(client, app: "api", accept: "*/*", failure: failure)
            #expect(String(decoding: reply.body, as: UTF8.self).contains(words))
        }
    }

    @Test func `connections beyond the limit are closed, and so are those on which no request comes`() async throws {
        var limits = ServerLimits.pages
        (limits.connections, limits.connectionsPerUser) = (2, 2)
        limits.firstHead = .milliseconds(500)
        try await with(limits) { client in
            // More than there are places for, and all of them silent.
            let silent = try (0..<8).map { _ in try silentConnection(to: client.socketPath) }
            defer { silent.forEach { close($0) } }
            // Each waits on a thread of its own until the daemon closes it.
            for connection in silent {
                try await UserThread.run {
                    var byte: UInt8 = 0
                    while read(connection, &byte, 1) > 0 {}
                }
            }
            // A place is free again a moment after its connection was closed.
            var status: Int?
            while status == nil {
                do { status = try await client.reply(to: HTTPCall(path: "/")).head.status } catch UnixHTTPError.busy {}
            }
            #expect(status == 404)
        }
    }

    @Test func `Nothing is said of a container without an address, or without a name`() async throws {
        try await with { client in
            for name in ["hidden", "../etc"] {
                let reply = try await ask(client, app: name, accept: "*/*")
                #expect(reply.head.status == 404)
            }
            let reply = try await client.reply(to: HTTPCall(path: "/v1/status"))
            #expect(reply.head.status == 404)
        }
    }

    private func silentConnection(to path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Platform.stream, 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
        return descriptor
    }
}
