import DustyCore
import DustyTestSupport
import Foundation
import Testing
import UnixHTTP

@testable import dustyd

/// Limits against a real server; what takes long there is short here.
@Suite(.needsRoot, .timeLimit(.minutes(5))) struct ServerLimitsTests {
    private func serving(
        _ change: (inout ServerLimits) -> Void,
        _ body: @escaping @Sendable (TestStack, UnixHTTPClient) async throws -> Void
    ) async throws {
        var limits = ServerLimits.standard
        change(&limits)
        let final = limits
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            try await stack.serving(limits: final) { client in try await body(stack, client) }
        }
    }

    private func error(in reply: HTTPReply) throws -> DustyError {
        try Wire.decode(from: Data(reply.body))
    }

    @Test func `a body that stops is answered with 408 and cut off`() async throws {
        try await serving({ $0.bodyPiece = .milliseconds(100) }) { _, client in
            let call = HTTPCall(
                method: "POST",
                path: Endpoint.jobs.path,
                headers: [("Content-Length", "100")],
                body: [123]
            )
            let reply = try await client.reply(to: call, timeout: .seconds(20))
            #expect(reply.head.status == 408)
            #expect(try error(in: reply).message.contains("stopped"))
        }
    }

    @Test func `a body that takes too long as a whole is refused`() async throws {
        try await serving({ $0.body = .milliseconds(100) }) { _, client in
            let call = HTTPCall(
                method: "POST",
                path: Endpoint.jobs.path,
                headers: [("Content-Length", "100")],
                body: [123]
            )
            let reply = try await client.reply(to: call, timeout: .seconds(20))
            #expect(try error(in: reply).message.contains("took longer"))
        }
    }

    @Test func `a stream beyond the limit of its user is refused while the others go on`() async throws {
        try await serving({ $0.streamsPerUser = 1 }) { _, client in
            try? await client.stream(HTTPCall(path: Endpoint.watch.path), onHead: { _ in }) { _ in
                let reply = try await client.reply(to: HTTPCall(path: Endpoint.watch.path), timeout: .seconds(20))
                #expect(reply.head.status == 429)
                #expect(try error(in: reply).code == .tooMany)
                #expect(try await client.reply(to: HTTPCall(path: Endpoint.version.path)).head.status == 200)
                throw CancellationError()
            }
        }
    }

    @Test func `a connection beyond the limit of its user gets the reason, and the daemon's client can read it`()
        async throws
    {
        try await serving({ $0.connectionsPerUser = 1 }) { _, client in
            try? await client.stream(HTTPCall(path: Endpoint.watch.path), onHead: { _ in }) { _ in
                let reply = try await client.reply(to: HTTPCall(path: Endpoint.version.path), timeout: .seconds(20))
                #expect(reply.head.status == 429)
                let error = try error(in: reply)
                #expect(error.code == .tooMany)
                #expect(error.message.contains("the daemon is running"))
                throw CancellationError()
            }
            // The connection of the stream ends a moment after its client has gone.
            while try await client.reply(to: HTTPCall(path: Endpoint.version.path)).head.status != 200 {}
        }
    }

    @Test func `a head that is too large is answered with 431`() async throws {
        try await serving({ _ in }) { _, client in
            let call = HTTPCall(path: "/v1/" + String(repeating: "a", count: 40 << 10))
            let reply = try await client.reply(to: call, timeout: .seconds(20))
            #expect(reply.head.status == 431)
            #expect(try error(in: reply).code == .invalid)
        }
    }

    @Test func `the page of limits is made of the limits`() throws {
        try GeneratedDocument.compare(LimitsDocument(limits: .standard).text, with: "docs/limits.md")
    }
}
