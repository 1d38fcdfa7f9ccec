import DustyTestSupport
import Testing
import UnixHTTP

struct UnixHTTPClientDuplexTests {
    @Test func `a body of unknown length arrives whole`() async throws {
        var reply: [UInt8] = []
        try await StubServer.with { exchange in
            try await exchange.reply(
                200,
                "\(exchange.method) \(exchange.header("Transfer-Encoding")) \(exchange.body.count)"
            )
        } _: { server in
            try await UnixHTTPClient(socketPath: server.socketPath).duplex(HTTPCall(method: "PUT", path: "/")) {
                writer in
                for _ in 0..<50 { try await writer.write([UInt8](repeating: 1, count: 70_000)) }
            } onHead: { head in
                #expect(head.status == 200)
            } each: {
                reply += $0
            }
        }
        #expect(String(decoding: reply, as: UTF8.self) == "PUT chunked 3500000")
    }

    @Test func `an error of the sender ends the call and is thrown`() async throws {
        struct Broken: Error {}
        await #expect(throws: Broken.self) {
            try await StubServer.with { exchange in
                try await exchange.untilClientCloses()
            } _: { server in
                try await UnixHTTPClient(socketPath: server.socketPath).duplex(HTTPCall(method: "PUT", path: "/")) {
                    writer in
                    try await writer.write([1])
                    throw Broken()
                } onHead: { _ in
                } each: { _ in
                }
            }
        }
    }
}
