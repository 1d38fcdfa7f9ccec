import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import UnixHTTP

struct BodyGathererTests {
    private func body(_ text: String) -> HTTPClientResponsePart { .body(ByteBuffer(string: text)) }

    private let head = HTTPClientResponsePart.head(HTTPResponseHead(version: .http1_1, status: .ok))

    private func parts(_ channel: EmbeddedChannel) throws -> [HTTPClientResponsePart] {
        var parts: [HTTPClientResponsePart] = []
        while let part = try channel.readInbound(as: HTTPClientResponsePart.self) { parts.append(part) }
        return parts
    }

    @Test func `pieces of one read become one, and what ends them comes after`() throws {
        let channel = EmbeddedChannel(handler: BodyGatherer())
        for part in [head, body("a"), body("b"), body("c")] { channel.pipeline.fireChannelRead(part) }
        #expect(try parts(channel) == [head])
        channel.pipeline.fireChannelReadComplete()
        #expect(try parts(channel) == [body("abc")])
        for part in [body("d"), body("e"), HTTPClientResponsePart.end(nil)] { channel.pipeline.fireChannelRead(part) }
        #expect(try parts(channel) == [body("de"), .end(nil)])
        channel.pipeline.fireChannelReadComplete()
        #expect(try parts(channel).isEmpty)
    }

    @Test func `in a flood the pieces of several reads become one, and none waits for long`() throws {
        let channel = EmbeddedChannel(handler: BodyGatherer())
        func read(_ text: String) throws -> [HTTPClientResponsePart] {
            channel.pipeline.fireChannelRead(body(text))
            channel.pipeline.fireChannelReadComplete()
            return try parts(channel)
        }
        #expect(try read("a") == [body("a")])
        #expect(try read("b").isEmpty)
        #expect(try read("c").isEmpty)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(2))
        #expect(try parts(channel) == [body("bc")])
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(2))
        #expect(try read("d") == [body("d")])
        let large = String(repeating: "e", count: 64 << 10)
        #expect(try read(large) == [body(large)])
        #expect(try read("f").isEmpty)
        channel.pipeline.fireChannelRead(HTTPClientResponsePart.end(nil))
        #expect(try parts(channel) == [body("f"), .end(nil)])
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(2))
        #expect(try parts(channel).isEmpty)
    }

    @Test func `what came before the connection broke is not lost`() throws {
        let channel = EmbeddedChannel(handler: BodyGatherer())
        channel.pipeline.fireChannelRead(body("last words"))
        channel.pipeline.fireChannelInactive()
        #expect(try parts(channel) == [body("last words")])
    }
}
