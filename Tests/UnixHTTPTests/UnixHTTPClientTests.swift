import DustyTestSupport
import Synchronization
import Testing
import UnixHTTP

struct UnixHTTPClientTests {
    @Test func wholeReplyHasStatusHeadersAndBody() async throws {
        let reply = try await ask(HTTPCall(path: "/x?y=1")) { exchange in
            try await exchange.start(404, [("X-Name", "value")])
            try await exchange.send(Array("\(exchange.method) \(exchange.target)".utf8))
            try await exchange.end()
        }
        #expect(reply.head.status == 404)
        #expect(!reply.head.isSuccess)
        #expect(reply.head["x-nAME"] == "value")
        #expect(String(decoding: reply.body, as: UTF8.self) == "GET /x?y=1")
    }

    @Test func hostAndLengthAreAlwaysSent() async throws {
        let call = HTTPCall(method: "POST", path: "/", headers: [("Content-Type", "application/json")])
        for (body, length) in [(nil, "0"), (Array("{}".utf8), "2")] as [([UInt8]?, String)] {
            var call = call
            call.body = body
            let reply = try await ask(call) { exchange in
                let names = ["Host", "Content-Length", "Transfer-Encoding", "Content-Type"]
                try await exchange.reply(200, names.map { exchange.header($0) }.joined(separator: "|"))
            }
            #expect(String(decoding: reply.body, as: UTF8.self) == "localhost|\(length)||application/json")
        }
    }

    @Test func requestOfAMegabyteArrivesWhole() async throws {
        let body = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let reply = try await ask(HTTPCall(method: "POST", path: "/", body: body)) { exchange in
            try await exchange.start()
            try await exchange.send(exchange.body)
            try await exchange.end()
        }
        #expect(reply.body == body)
    }

    @Test func chunksArriveInOrderAndWhole() async throws {
        let reply = try await ask(HTTPCall(path: "/")) { exchange in
            try await exchange.start()
            for number in 0..<500 { try await exchange.send(Array("line \(number)\n".utf8)) }
            try await exchange.end()
        }
        let expected = (0..<500).map { "line \($0)\n" }.joined()
        #expect(String(decoding: reply.body, as: UTF8.self) == expected)
    }

    @Test(arguments: [true, false]) func aReplyThatBreaksOffIsAnError(afterHead: Bool) async throws {
        await #expect(throws: UnixHTTPError.closedEarly) {
            _ = try await ask(HTTPCall(path: "/")) { exchange in
                guard afterHead else { return }
                try await exchange.start(200, [("Content-Length", "100")])
                try await exchange.send([1, 2, 3])
            }
        }
    }

    @Test func bodyBeyondTheLimitIsAnError() async throws {
        await #expect(throws: UnixHTTPError.tooLarge(limit: 10)) {
            _ = try await ask(HTTPCall(path: "/"), limit: 10) { try await $0.reply(200, "eleven char") }
        }
    }

    @Test func aServerThatDoesNotAnswerTimesOut() async throws {
        await #expect(throws: UnixHTTPError.timeout(.milliseconds(30))) {
            _ = try await ask(HTTPCall(path: "/"), timeout: .milliseconds(30)) { try await $0.untilClientCloses() }
        }
    }

    @Test func cancellingClosesTheConnectionAtOnce() async throws {
        let (closed, announce) = AsyncStream.makeStream(of: Void.self)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        try await StubServer.with { exchange in
            try await exchange.start()
            try await exchange.send([1])
            try await exchange.untilClientCloses()
            announce.yield()
        } _: { server in
            let client = UnixHTTPClient(socketPath: server.socketPath)
            let reading = Task {
                try await client.stream(HTTPCall(path: "/")) { _ in
                } each: { _ in
                    begin.yield()
                }
            }
            for await _ in begun { break }
            reading.cancel()
            // The server never ends the answer, so nothing else closes the connection.
            for await _ in closed { break }
            await #expect(throws: CancellationError.self) { try await reading.value }
        }
    }

    @Test func anErrorOfTheReaderEndsTheCall() async throws {
        struct Enough: Error {}
        await #expect(throws: Enough.self) {
            try await StubServer.with { exchange in
                try await exchange.start()
                while true { try await exchange.send([1]) }
            } _: { server in
                try await UnixHTTPClient(socketPath: server.socketPath).stream(HTTPCall(path: "/")) { _ in
                } each: { _ in
                    throw Enough()
                }
            }
        }
    }

    @Test func aSlowReaderSlowsTheServerDown() async throws {
        let piece = [UInt8](repeating: 65, count: 64 << 10)
        let count = 1000
        let sent = Mutex(0)
        try await StubServer.with { exchange in
            try await exchange.start()
            for _ in 0..<count {
                try await exchange.send(piece)
                sent.withLock { $0 += 1 }
            }
            try await exchange.end()
        } _: { server in
            var received = 0
            var ahead = 0
            try await UnixHTTPClient(socketPath: server.socketPath).stream(HTTPCall(path: "/")) { _ in
            } each: { bytes in
                received += bytes.count
                await Task.yield()
                ahead = max(ahead, sent.withLock { $0 } * piece.count - received)
            }
            #expect(received == count * piece.count)
            // Whatever is under way sits in the buffers of two sockets and of NIO, which are small next to the 64 MB sent.
            #expect(ahead < 8 << 20)
        }
    }

    private func ask(
        _ call: HTTPCall,
        timeout: Duration? = nil,
        limit: Int = 64 << 20,
        _ handle: @escaping @Sendable (StubExchange) async throws -> Void
    ) async throws -> HTTPReply {
        try await StubServer.with(handle) { server in
            try await UnixHTTPClient(socketPath: server.socketPath).reply(to: call, timeout: timeout, limit: limit)
        }
    }
}
